/** The decoder of the WHATWG Encoding Standard: a global in Node and in browsers that the language's own library lacks. */
declare class TextDecoder {
  constructor(label: string);
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
