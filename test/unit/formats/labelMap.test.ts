import fc from 'fast-check';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { readLabelPng, writeBinaryPng, writeLabelPng } from '../../../src/core/formats/png/labelMap';
import { Mask } from '../../../src/core/mask/mask';

const colors = new Map([
  [1, '#e69f00'],
  [3, '#0072B2'],
]);

/** [[0, 1, 2, 3, 0], [3, 2, 1, 0, 1]], encoded by PIL 9.4. */
const goldens = {
  '8-bit indexed':
    'iVBORw0KGgoAAAANSUhEUgAAAAUAAAACCAMAAACntOZvAAADAFBMVEUAAAD/AAAA/wAAAP8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACH0FzSAAAAFElEQVR4nGNgYGRiZmBgZmJkYAQAAFsADsGJeUQAAAAASUVORK5CYII=',
  '2-bit indexed':
    'iVBORw0KGgoAAAANSUhEUgAAAAUAAAACAgMAAADtBP7OAAAADFBMVEUAAAD/AAAA/wAAAP+bwBPcAAAADklEQVR4nGOQZmB44gAAApUBQAsU0eEAAAAASUVORK5CYII=',
  '4-bit indexed':
    'iVBORw0KGgoAAAANSUhEUgAAAAUAAAACBAMAAABiRAtuAAAAMFBMVEUAAAD/AAAA/wAAAP8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACly1EKAAAAEElEQVR4nGNgVGZgMBIQAAABpwB3nHsrpQAAAABJRU5ErkJggg==',
  '8-bit grey':
    'iVBORw0KGgoAAAANSUhEUgAAAAUAAAACCAAAAAC1AUmBAAAAFElEQVR4nGNgYGRiZmBgZmJkYAQAAFsADsGJeUQAAAAASUVORK5CYII=',
  '16-bit grey':
    'iVBORw0KGgoAAAANSUhEUgAAAAUAAAACEAAAAADlkZXCAAAAGElEQVR4nAXBAQEAAAABoPD/s4KowVSQAwChAA5igKWzAAAAAElFTkSuQmCC',
};

/** 2×2 RGB, encoded by PIL 9.4. */
const colourPng =
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGNkZGJmYGBgYmBgYGBgAAAAcAAKM8X3iAAAAABJRU5ErkJggg==';

const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

describe('writeLabelPng', () => {
  it('keeps label values as palette indices and colours as the palette', () => {
    const png = decode(writeLabelPng({ width: 3, height: 2 }, Uint8Array.of(0, 1, 2, 3, 0, 3), colors));
    expect(Array.from(png.data)).toEqual([0, 1, 2, 3, 0, 3]);
    expect(png.palette).toEqual([
      [0, 0, 0],
      [0xe6, 0x9f, 0],
      [0x56, 0xb4, 0xe9],
      [0, 0x72, 0xb2],
    ]);
  });

  it('writes 16-bit grey when a value needs more than a byte', () => {
    const png = decode(writeLabelPng({ width: 2, height: 1 }, Uint16Array.of(300, 65535), colors));
    expect(png).toMatchObject({ depth: 16, channels: 1 });
    expect(Array.from(png.data)).toEqual([300, 65535]);
  });

  it('reads back what it wrote', () => {
    const map = fc
      .record({ width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 40 }), wide: fc.boolean() })
      .chain(({ width, height, wide }) =>
        fc.tuple(
          fc.constant({ width, height }),
          fc.array(fc.integer({ min: 0, max: wide ? 65535 : 255 }), {
            minLength: width * height,
            maxLength: width * height,
          }),
        ),
      );
    fc.assert(
      fc.property(map, ([size, values]) => {
        const read = readLabelPng(writeLabelPng(size, Uint16Array.from(values), new Map()));
        expect({ width: read.width, height: read.height }).toEqual(size);
        expect(Array.from(read.data)).toEqual(values);
      }),
      { numRuns: 50 },
    );
  });

  it('refuses an invalid colour', () => {
    expect(() => writeLabelPng({ width: 1, height: 1 }, Uint8Array.of(1), new Map([[1, 'red']]))).toThrow(
      '“red” is not a colour.',
    );
  });
});

describe('writeBinaryPng', () => {
  it('writes 0 and 255', () => {
    const png = decode(writeBinaryPng(new Mask(2, 2, Uint8Array.of(0, 1, 1, 0))));
    expect(png).toMatchObject({ width: 2, height: 2, depth: 8, channels: 1 });
    expect(Array.from(png.data)).toEqual([0, 255, 255, 0]);
  });
});

describe('readLabelPng', () => {
  const expected = [0, 1, 2, 3, 0, 3, 2, 1, 0, 1];

  it.each(Object.entries(goldens))('reads the indices of %s made by PIL', (_, file) => {
    const read = readLabelPng(bytes(file));
    expect(read).toMatchObject({ width: 5, height: 2 });
    expect(Array.from(read.data)).toEqual(expected);
  });

  it('refuses colour', () => {
    expect(() => readLabelPng(bytes(colourPng))).toThrow('not label values');
  });

  it.each([0, 7, 20, 40, 60])('refuses a file of %i bytes', (length) => {
    const whole = writeLabelPng({ width: 30, height: 30 }, new Uint8Array(900).fill(2), colors);
    expect(() => readLabelPng(whole.subarray(0, length))).toThrow(UserError);
  });

  it('refuses what would not fit memory before decoding it', () => {
    const huge = writeLabelPng({ width: 2, height: 1 }, Uint8Array.of(0, 1), colors);
    new DataView(huge.buffer, huge.byteOffset).setUint32(16, 2 ** 31 - 1);
    new DataView(huge.buffer, huge.byteOffset).setUint32(20, 2 ** 31 - 1);
    expect(() => readLabelPng(huge)).toThrow('at most');
  });

  it('refuses a damaged byte', () => {
    const broken = writeLabelPng({ width: 2, height: 1 }, Uint8Array.of(0, 1), colors);
    broken[broken.length - 20]! ^= 0xff;
    expect(() => readLabelPng(broken)).toThrow('not a readable PNG');
  });
});
