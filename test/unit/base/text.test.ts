import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { textOf } from '../../../src/core/base/text';

const text = '{"name": "Leber – Größe"}\nx,y\n';

/** UTF-16 as Windows writes it, or the other way round. */
function utf16(value: string, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(Buffer.from(value, 'utf16le'));
  return littleEndian ? bytes : bytes.map((_, i) => bytes[i ^ 1]!);
}

describe('text of any origin', () => {
  test.each<[string, Uint8Array]>([
    ['UTF-8', new TextEncoder().encode(text)],
    ['UTF-8 with a mark', new TextEncoder().encode(`\uFEFF${text}`)],
    ['UTF-16 with a mark', utf16(`\uFEFF${text}`, true)],
    ['UTF-16 of the other order', utf16(`\uFEFF${text}`, false)],
    ['UTF-16 without a mark', utf16(text, true)],
    ['UTF-16 of the other order without one', utf16(text, false)],
    ['line ends of Windows', new TextEncoder().encode(text.replaceAll('\n', '\r\n'))],
    ['line ends of old Macs', new TextEncoder().encode(text.replaceAll('\n', '\r'))],
  ])('%s', (_, bytes) => {
    expect(textOf(bytes)).toBe(text);
  });

  it('is kept whatever it is in UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        fc.pre(!value.includes('\r') && !value.includes('\0') && !value.startsWith('\uFEFF'));
        expect(textOf(new TextEncoder().encode(value))).toBe(value);
      }),
    );
  });

  it('is refused in other encodings instead of being garbled', () => {
    // 肝 in Shift-JIS, and ä in Latin-1.
    for (const bytes of [Uint8Array.of(0x8a, 0xcc), Uint8Array.of(0x61, 0xe4, 0x62)]) {
      expect(() => textOf(bytes)).toThrow(UserError);
      expect(() => textOf(bytes)).toThrow(/not encoded as UTF-8/);
    }
  });
});
