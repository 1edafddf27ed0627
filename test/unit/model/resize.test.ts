import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../../../src/core/image/rgbImage';
import { resizeRegion } from '../../../src/core/model/resize';
import { ImageTransform } from '../../../src/core/model/transform';

interface Case {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly region: [number, number, number, number];
  readonly modelSize: number;
  readonly resized: [number, number];
  readonly image: string;
  readonly expected: string;
}

const golden = path.join(__dirname, '../../golden/model/resize.json');
const { cases } = JSON.parse(readFileSync(golden, 'utf8')) as { cases: Case[] };

describe('resizeRegion', () => {
  it.each(
    cases.map((item) => [`${String(item.width)}×${String(item.height)}×${String(item.channels)}`, item] as const),
  )('gives the bytes of Pillow for %s', (_, item) => {
    const { width, height, channels, modelSize, resized } = item;
    const [x0, y0, x1, y1] = item.region;
    const image: RgbImage = { width, height, channels, data: Uint8Array.from(Buffer.from(item.image, 'base64')) };
    const transform = new ImageTransform(image, modelSize, { x0, y0, x1, y1 });
    expect([transform.resized.width, transform.resized.height]).toEqual(resized);
    const { data } = resizeRegion(image, transform.region, transform.resized);
    expect(Buffer.from(data).toString('base64')).toBe(item.expected);
  });
});
