import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { orient, orientedSize } from '../../../src/core/formats/orient';
import { openBytes } from '../../../src/core/formats/registry';
import { createPixelCodecs } from '../../../src/node/codecs/pixelCodecs';
import { noCodecs } from '../../fixtures/codecs';
import { concat } from '../../fixtures/dicomFile';
import { goldenBytes, goldenImages } from '../../fixtures/golden';

const jpegs = Object.entries(goldenImages).filter(([name]) => name.endsWith('.jpg'));

describe('orientation', () => {
  it.each(jpegs)('%s is upright, as Pillow turns it', async (name, golden) => {
    const image = await openBytes(goldenBytes(name), name, createPixelCodecs());
    const { width, height } = golden;
    expect(image.info).toMatchObject({ format: 'jpeg', width, height, channels: 3 });
    const { data } = await image.readSlice(0);
    const thin: number[] = [];
    for (let y = 0; y < height; y += 4) {
      for (let x = 0; x < width; x += 4) {
        const at = (y * width + x) * 3;
        thin.push(...data.subarray(at, at + 3));
      }
    }
    thin.forEach((value, i) => {
      // Decoders may round the inverse transforms differently.
      expect(Math.abs(value - golden.everyFourth![i]!)).toBeLessThanOrEqual(2);
    });
  });

  it.each(jpegs)('%s is decoded to an eighth as by Pillow', async (name, { eighth }) => {
    const { width, height, data } = await createPixelCodecs().decode('jpeg', goldenBytes(name), undefined, 8);
    expect([width, height]).toEqual([5, 3]);
    for (const [i, value] of data.entries()) expect(Math.abs(value - eighth![i]!)).toBeLessThanOrEqual(1);
  });

  it('has eight cases', () => {
    expect(jpegs).toHaveLength(8);
  });

  it('is undone by its opposite', () => {
    const size = { width: 3, height: 2 };
    const data = Uint8Array.of(1, 2, 3, 4, 5, 6);
    const opposite = [0, 1, 2, 3, 4, 5, 8, 7, 6];
    for (let orientation = 1; orientation <= 8; orientation++) {
      const turned = orient(data, size, 1, orientation);
      expect({ width: turned.width, height: turned.height }).toEqual(orientedSize(size, orientation));
      const back = orient(turned.data, turned, 1, opposite[orientation]!);
      expect(back).toEqual({ ...size, data });
    }
  });
});

describe('JPEG', () => {
  const marker = (code: number, ...content: number[]): Uint8Array =>
    Uint8Array.of(0xff, code, (content.length + 2) >> 8, (content.length + 2) & 255, ...content);
  const frame = (code: number, precision: number, height: number, width: number, channels: number): Uint8Array =>
    marker(code, precision, height >> 8, height & 255, width >> 8, width & 255, channels, 1, 0x11, 0);
  const start = Uint8Array.of(0xff, 0xd8);
  const scan = concat([marker(0xda, 1, 1, 0, 0, 63, 0), Uint8Array.of(1, 2, 3)]);
  const end = Uint8Array.of(0xff, 0xd9);

  it.each<[string, Uint8Array[], string, RegExp]>([
    ['12 bits', [frame(0xc1, 12, 4, 4, 1), scan, end], 'unsupported-encoding', /12 bits/],
    ['two components', [frame(0xc0, 8, 4, 4, 2), scan, end], 'unsupported-encoding', /2 components/],
    ['lossless JPEG', [frame(0xc3, 8, 4, 4, 1), scan, end], 'unsupported-encoding', /process 3/],
    ['no frame header', [scan, end], 'damaged', /no frame header/],
    ['no end of several scans', [frame(0xc2, 8, 4, 4, 1), scan], 'damaged', /truncated/],
    ['a cut header', [frame(0xc0, 8, 4, 4, 1)], 'damaged', /damaged or truncated/],
    ['a segment beyond the file', [Uint8Array.of(0xff, 0xe0, 0xff, 0xff, 1)], 'damaged', /within its header/],
    ['a size of nothing', [frame(0xc0, 8, 0, 4, 1), scan, end], 'damaged', /invalid size/],
    ['a size beyond the limits', [frame(0xc0, 8, 65_000, 65_000, 4), scan, end], 'too-large', /at most 32768/],
  ])('refuses %s', async (_, parts, code, message) => {
    const error: unknown = await openBytes(concat([start, ...parts]), 'a.jpg', noCodecs).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ code });
    expect((error as UserError).message).toMatch(message);
  });

  it('has no pixels of its own size where they would take too much memory', async () => {
    const image = await openBytes(concat([start, frame(0xc0, 8, 65_000, 65_000, 1), scan, end]), 'a.jpg', noCodecs);
    await expect(image.readReduced!(1)).rejects.toMatchObject({ code: 'too-large' });
    await expect(image.readSlice(0)).rejects.toMatchObject({ code: 'too-large' });
  });

  it('is damaged wherever it is cut', async () => {
    const whole = goldenBytes('orientation1.jpg');
    const codecs = createPixelCodecs();
    // Without its end marker alone, a JPEG is whole.
    for (let length = 0; length < whole.length - 4; length += 5) {
      const reading = openBytes(whole.slice(0, length), 'a.jpg', codecs).then((image) => image.readSlice(0));
      await expect(reading).rejects.toBeInstanceOf(UserError);
    }
  });
});
