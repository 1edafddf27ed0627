import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { decodeGrey } from '../../../src/core/formats/jpeg/t81/decode';
import { goldenJpeg12 as golden, jpeg12Bytes } from '../../fixtures/golden';

function failure(bytes: Uint8Array): UserError {
  try {
    decodeGrey(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return error as UserError;
  }
  throw new Error('The bytes were decoded.');
}

/** The place of a marker in a codestream. */
function find(bytes: Uint8Array, marker: number): number {
  return bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === marker);
}

describe('12-bit JPEG', () => {
  test.each(Object.entries(golden))(
    '%s decodes to the very samples of libjpeg-turbo',
    (name, { width, height, values }) => {
      const frame = decodeGrey(jpeg12Bytes(name));
      expect(frame).toMatchObject({ width, height, bits: 12 });
      expect([...frame.data]).toEqual(values);
    },
  );

  it('needs no end marker after a sequential scan, which is complete', () => {
    const whole = jpeg12Bytes('extended.jpg');
    expect([...decodeGrey(whole.slice(0, -2)).data]).toEqual(golden['extended.jpg']!.values);
  });

  it.each(['extended.jpg', 'progressive.jpg', 'progressiveRestart.jpg'])('reports that %s is truncated', (name) => {
    const whole = jpeg12Bytes(name);
    for (let length = 0; length < whole.length - 2; length++)
      expect(failure(whole.slice(0, length)).code).toBe('damaged');
  });

  it('reports when a restart marker is missing', () => {
    const bytes = jpeg12Bytes('extendedRestart.jpg');
    bytes[find(bytes, 0xd1) + 1] = 0xd3;
    expect(failure(bytes).message).toMatch(/restart marker/);
  });

  it('takes no memory for a frame that is too large', () => {
    const bytes = jpeg12Bytes('extended.jpg');
    const frame = find(bytes, 0xc1);
    bytes.fill(0xff, frame + 5, frame + 9);
    expect(failure(bytes).code).toBe('too-large');
  });

  it.each<[string, number, number, number, RegExp]>([
    ['no pixels', 0xc1, 6, 0, /invalid size/],
    ['another precision', 0xc1, 4, 10, /precision of 10 bits/],
    ['colour', 0xc1, 9, 3, /exactly one component/],
    ['an unknown quantisation table', 0xc1, 12, 3, /quantisation table/],
    ['an unknown Huffman table', 0xda, 6, 0x33, /missing Huffman table/],
    ['codes that cannot be', 0xc4, 5, 9, /Huffman table/],
  ])('explains %s', (_, marker, offset, value, message) => {
    const bytes = jpeg12Bytes('extended.jpg');
    const at = find(bytes, marker);
    bytes[at + offset] = value;
    if (offset === 6 && marker === 0xc1) bytes[at + 5] = 0;
    expect(failure(bytes).message).toMatch(message);
  });

  it('does not decode scans without end', () => {
    const whole = jpeg12Bytes('progressiveFlat.jpg');
    const scan = find(whole, 0xda);
    const end = whole.findIndex((byte, i) => i > scan + 2 && byte === 0xff && whole[i + 1] !== 0);
    const repeated = Array.from({ length: 101 }, () => [...whole.subarray(scan, end)]).flat();
    const endless = Uint8Array.from([...whole.subarray(0, scan), ...repeated, ...whole.subarray(end)]);
    expect(failure(endless).message).toMatch(/more than 100 scans/);
  });

  it('ends every broken codestream in samples or a UserError', () => {
    const names = Object.keys(golden);
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        (name, changes) => {
          const bytes = jpeg12Bytes(name);
          // Beyond the size of the frame, which is tested above and would only take time.
          const frame = Math.max(find(bytes, 0xc1), find(bytes, 0xc2));
          for (const [at, value] of changes)
            if (at % bytes.length < frame || at % bytes.length > frame + 9) bytes[at % bytes.length] = value;
          try {
            expect(decodeGrey(bytes).data.every((sample) => sample <= 4095)).toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
