/** Characters that some file system refuses, and `%` itself. */
const unsafe = /[%/\\:*?"<>|\p{Cc}]/gu;
/** What would look like the `__` or `_` between parts of a name, or be dropped by a file system at its ends. */
const confusing = /(?<=_)_|^_|_$|^[. ]|[. ]$/g;

/** A label as part of a file name, percent-encoded where it must be; it never holds `__`. */
export function encodeLabel(label: string): string {
  return label.replaceAll(unsafe, percent).replaceAll(confusing, percent);
}

/** The label of a part of a file name. */
export function decodeLabel(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function percent(character: string): string {
  const encoded = encodeURIComponent(character);
  return encoded === character ? `%${character.charCodeAt(0).toString(16).toUpperCase()}` : encoded;
}
