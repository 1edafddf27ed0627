import { inWords, t, type Text } from '../../src/core/text/message';

let words: Readonly<Record<string, string>> = {};

/** Sets the language of the page: translations by their English, as the host has put them into it. */
export function setWords(bundle: Readonly<Record<string, string>>): void {
  words = bundle;
}

/** A text in the language of the page. */
export function localized(text: Text): string {
  return inWords(text, words);
}

/** A template in the language of the page: localize`Slice ${slice} of ${count}` */
export function localize(parts: TemplateStringsArray, ...args: readonly (Text | number)[]): string {
  return localized(t(parts, ...args));
}
