import { t } from '../text/message';
import { UserError } from './error';

/** The decoder of the WHATWG Encoding Standard: a global in Node and in browsers that the language's own library lacks. */
declare class TextDecoder {
  constructor(label: string, options?: { readonly fatal?: boolean });
  decode(bytes: Uint8Array): string;
}

/**
 * Text of bytes in an encoding.
 * @param label a label of the WHATWG Encoding Standard, such as `utf-8` or `iso-2022-jp`; bytes that mean nothing in it
 * become U+FFFD
 */
export function decodeText(bytes: Uint8Array, label: string): string {
  return new TextDecoder(label).decode(bytes);
}

/** Byte order marks; the decoder takes them away. */
const marks: readonly (readonly [label: string, bytes: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/**
 * The text of a file from anywhere: UTF-8, or UTF-16 as PowerShell and spreadsheets write it, with or without its mark. Lines end
 * in `\n`, whatever they ended in.
 * @param encoding a label of the WHATWG Encoding Standard, where a person has named it
 * @throws UserError `damaged` for bytes that are none of it
 */
export function textOf(bytes: Uint8Array, encoding?: string): string {
  const label = encoding ?? encodingOf(bytes);
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n');
  } catch (cause) {
    throw new UserError('damaged', {
      problem: t`The text is not encoded as ${label.toUpperCase()}.`,
      advice: t`Save it as UTF-8.`,
      cause,
    });
  }
}

/** The encoding of a text, or of the start of one, by its mark or its first characters: UTF-8 or UTF-16. */
export function encodingOf(bytes: Uint8Array): string {
  const marked = marks.find(([, mark]) => mark.every((byte, i) => bytes[i] === byte));
  if (marked !== undefined) return marked[0];
  // JSON and tables begin with ASCII, of which UTF-16 makes every other byte zero.
  const [first, second, third, fourth] = bytes;
  if (bytes.length < 4 || bytes.length % 2 === 1) return 'utf-8';
  if (first !== 0 && second === 0 && third !== 0 && fourth === 0) return 'utf-16le';
  return first === 0 && second !== 0 && third === 0 && fourth !== 0 ? 'utf-16be' : 'utf-8';
}
