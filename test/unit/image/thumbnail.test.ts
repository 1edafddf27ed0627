import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import type { Slice } from '../../../src/core/image/slice';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import { regionAround, thumbnail } from '../../../src/node/image/thumbnail';
import { rectMask } from '../../support/sidecars';

const size = { width: 64, height: 32 };
/** Bright on the left, dark on the right. */
const slice: Slice = {
  ...size,
  channels: 1,
  data: Uint8Array.from({ length: 64 * 32 }, (_, i) => (i % 64 < 32 ? 200 : 20)),
  slope: 1,
  intercept: 0,
  invert: false,
  windows: [],
};
const mask = encodeRunLength(rectMask(size, { x0: 40, y0: 8, x1: 56, y1: 24 }));
const masks = [{ mask, color: '#ff0000' }];
const info = { format: 'png' } as const;

/** Red, green and blue of a pixel, at a share of the picture's width and height. */
function pixel(png: Uint8Array, x: number, y: number): readonly number[] {
  const { width, height, channels, data } = decode(png);
  const at = (Math.floor(y * height) * width + Math.floor(x * width)) * channels;
  return Array.from(data.slice(at, at + 3));
}

describe('a thumbnail', () => {
  it('shows the slice with the mask filled and outlined in its colour', () => {
    const png = thumbnail(slice, { info, window: null, masks });
    expect(decode(png)).toMatchObject({ width: 128, height: 64, channels: 3 });
    expect(pixel(png, 0.1, 0.5)).toEqual([200, 200, 200]);
    expect(pixel(png, 0.95, 0.5)).toEqual([20, 20, 20]);
    const [red, green] = pixel(png, 48 / 64, 0.5);
    expect(red).toBe(Math.round(20 * 0.65 + 255 * 0.35));
    expect(green).toBe(13);
    expect(pixel(png, 40.5 / 64, 0.5)[0]).toBeGreaterThan(150);
  });

  it('shows the part around a mask, in proportion to the size of pixels', () => {
    const region = regionAround(mask, size);
    expect(region).toEqual({ x0: 32, y0: 0, x1: 64, y1: 32 });
    const png = thumbnail(slice, { info: { ...info, pixelSpacing: [1, 0.5] }, window: null, masks, region });
    expect(decode(png)).toMatchObject({ width: 128, height: 64 });
    expect(pixel(png, 0.1, 0.1)).toEqual([20, 20, 20]);
  });

  it('is turned as the editor shows volumes', () => {
    // Columns run to the left of the patient, so that the right is on the left already; rows to the front.
    const geometry = {
      origin: [0, 0, 0],
      spacing: [1, 1, 1],
      axes: [
        [-1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    } as const;
    const png = thumbnail(slice, { info: { format: 'nifti', geometry }, window: null, masks: [] });
    expect(pixel(png, 0.9, 0.5)).toEqual([200, 200, 200]);
  });

  it('stays below the size that VS Code shows, also of noise', () => {
    const noise = Uint8Array.from({ length: 512 * 512 }, (_, i) => (i * 2_654_435_761) >>> 24);
    const large = { ...slice, width: 512, height: 512, data: noise };
    const png = thumbnail(large, { info, window: null, masks: [] });
    expect(Buffer.from(png).toString('base64').length).toBeLessThan(90_000);
  });

  it('shows colour, and an object without pixels', () => {
    const color = { ...slice, channels: 3, data: new Uint8Array(64 * 32 * 3).fill(7) } as const;
    const empty = encodeRunLength(rectMask(size, { x0: 0, y0: 0, x1: 0, y1: 0 }));
    const png = thumbnail(color, { info, window: null, masks: [{ mask: empty, color: '#00ff00' }] });
    expect(pixel(png, 0.5, 0.5)).toEqual([7, 7, 7]);
    expect(regionAround(empty, size)).toEqual({ x0: 0, y0: 0, x1: 64, y1: 32 });
  });
});

it('a large slice is sampled, with its masks in place', () => {
  const large = { width: 4096, height: 2048 };
  const data = new Uint8Array(large.width * large.height).fill(50);
  const drawn = encodeRunLength(rectMask(large, { x0: 1024, y0: 512, x1: 2048, y1: 1536 }));
  const png = thumbnail(
    { ...slice, ...large, data },
    { info, window: null, masks: [{ mask: drawn, color: '#0000ff' }] },
  );
  expect(decode(png)).toMatchObject({ width: 128, height: 64 });
  expect(pixel(png, 0.2, 0.5)).toEqual([50, 50, 50]);
  expect(pixel(png, 0.375, 0.5)).toEqual([33, 33, 122]);
});
