import { decodeText } from '../../base/text';

/** Encodings by the defined terms of Specific Character Set (PS3.3 C.12.1.1.2). */
const encodings: Readonly<Record<string, string>> = {
  '6': 'iso-8859-1',
  '100': 'iso-8859-1',
  '101': 'iso-8859-2',
  '109': 'iso-8859-3',
  '110': 'iso-8859-4',
  '144': 'iso-8859-5',
  '127': 'iso-8859-6',
  '126': 'iso-8859-7',
  '138': 'iso-8859-8',
  '148': 'windows-1254',
  '203': 'iso-8859-15',
  '166': 'windows-874',
  '13': 'shift_jis',
  '87': 'iso-2022-jp',
  '159': 'iso-2022-jp',
  '149': 'euc-kr',
  '58': 'gb18030',
  '192': 'utf-8',
};

const escape = 0x1b;

/** The WHATWG label for the values of Specific Character Set: of several, the one that the first cannot write. */
export function encodingOf(terms: readonly string[]): string {
  const named = terms.map((term) =>
    /^GB(18030|K)$/.test(term) ? 'gb18030' : encodings[/^(?:ISO_IR|ISO 2022 IR) (\d+)$/.exec(term)?.[1] ?? ''],
  );
  return named.findLast((label) => label !== undefined) ?? 'iso-8859-1';
}

/**
 * Text of a value. Escape sequences that announce Korean or Chinese (PS3.5, annexes I and K) are dropped, because their
 * encodings need none; Japanese is switched by them.
 */
export function decodeValue(bytes: Uint8Array, encoding: string): string {
  return decodeText(encoding === 'iso-2022-jp' ? bytes : withoutEscapes(bytes), encoding);
}

/** ESC, one or more intermediate bytes 2/0 to 2/15, and a final byte (ISO 2022). */
function withoutEscapes(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(escape)) return bytes;
  const kept: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== escape) {
      kept.push(bytes[at]!);
      continue;
    }
    while (bytes[at + 1] !== undefined && bytes[at + 1]! >= 0x20 && bytes[at + 1]! < 0x30) at++;
    at++;
  }
  return Uint8Array.from(kept);
}
