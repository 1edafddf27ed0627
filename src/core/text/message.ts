/**
 * A sentence for the user: English with numbered gaps, such as `The file has {0} slices.`, and what fills them. Plain data, so
 * that it crosses the borders of processes and pages, and is put into words where it is shown.
 */
export interface Message {
  /** The English text, under which the bundles of `src/host/l10n` list its translation. */
  readonly key: string;
  readonly args: readonly (Text | number)[];
}

/** A message, or a text that no language changes: a name, a path, what another program said. */
export type Text = string | Message;

/** Makes the message of a template, whose expressions become its gaps; `npm run l10n` collects all of them. */
export function t(parts: TemplateStringsArray, ...args: readonly (Text | number)[]): Message {
  return { key: parts.reduce((key, part, i) => `${key}{${i - 1}}${part}`), args };
}

/** Texts one after another, with a space between; for whole sentences, whose order is that of every language. */
export function sentences(...texts: readonly Text[]): Message {
  return { key: texts.map((_, i) => `{${i}}`).join(' '), args: texts };
}

/** A text that no language changes, as a message: what another program said, what only the command line prints. */
export function verbatim(text: string): Message {
  return { key: '{0}', args: [text] };
}

/** The message that a file keeps in English, such as why a mask may be poor. */
export function stored(text: string): Message {
  return { key: text, args: [] };
}

/** Texts in a line, with `separator` between. */
export function joined(texts: readonly Text[], separator: Text): Message {
  const args = texts.flatMap((text, i) => (i === 0 ? [text] : [separator, text]));
  return { key: args.map((_, i) => `{${i}}`).join(''), args };
}

/** An enumeration: “a, b, c”. */
export function listed(texts: readonly Text[]): Message {
  return joined(texts, t`, `);
}

/** The English of a text: what the command line and the logs say. */
export function english(text: Text): string {
  return inWords(text, {});
}

/**
 * A text in the words of a bundle.
 * @param bundle translations by their English; what it lacks stays English
 */
export function inWords(text: Text, bundle: Readonly<Record<string, string>>): string {
  if (typeof text === 'string') return text;
  const { key, args } = text;
  return (bundle[key] ?? key).replace(/\{(\d+)\}/g, (gap, at: string) => {
    const arg = args[Number(at)];
    if (arg === undefined) return gap;
    return typeof arg === 'number' ? String(arg) : inWords(arg, bundle);
  });
}
