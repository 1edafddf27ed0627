import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Slice } from '../../../src/core/image/slice';
import { fingerprint, hashDistance, perceptualHash, thumbnailDifference } from '../../../src/core/lint/fingerprint';
import { measureMask } from '../../../src/core/lint/measureMask';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import { drawnMask } from '../../support/drawnMask';
import { noise } from '../../support/lintCorpus';

interface Golden {
  readonly pictures: readonly { readonly values: readonly number[]; readonly bits: readonly number[] }[];
  readonly masks: readonly {
    readonly mask: readonly string[];
    readonly image: readonly number[];
    readonly area: number;
    readonly x: number;
    readonly y: number;
    readonly mean: number;
    readonly parts: number;
    readonly holes: number;
    readonly border: number;
  }[];
}

const file = path.join(import.meta.dirname, '../../golden/lint/lint.json');
const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden;

const plain = { channels: 1, slope: 1, intercept: 0, invert: false, windows: [] } as const;

function sliceOf(width: number, data: Uint8Array): Slice {
  return { ...plain, width, height: data.length / width, data };
}

it('hashes pictures as SciPy’s cosine transform does', () => {
  for (const { values, bits } of golden.pictures) {
    const hash = perceptualHash(values);
    expect(Array.from({ length: 64 }, (_, i) => (hash[i >> 5]! >>> (i & 31)) & 1)).toEqual(bits);
  }
});

it('measures masks as SciPy does', () => {
  for (const { mask, image, ...expected } of golden.masks) {
    const drawn = drawnMask(...mask);
    const measured = measureMask(encodeRunLength(drawn), sliceOf(drawn.width, Uint8Array.from(image)));
    const { area, parts, holes, border } = measured;
    expect({ area, parts, holes }).toEqual({ area: expected.area, parts: expected.parts, holes: expected.holes });
    expect(border).toBeCloseTo(expected.border, 12);
    expect(measured.sumX / area).toBeCloseTo(expected.x, 9);
    expect(measured.sumY / area).toBeCloseTo(expected.y, 9);
    expect(measured.sumValue / area).toBeCloseTo(expected.mean, 9);
  }
});

describe('fingerprint', () => {
  const next = noise(5);
  const waves = Array.from({ length: 8 }, () => [next(), next(), next() * 6] as const);
  const picture = (width: number, seed = 1): Slice =>
    sliceOf(
      width,
      Uint8Array.from({ length: width * width }, (_, i) => {
        const [x, y] = [(i % width) / width, Math.floor(i / width) / width];
        return waves.reduce((sum, [u, v, p]) => sum + 12 * Math.sin(seed * (9 * u * x + 9 * v * y) + p), 120);
      }),
    );

  it('is nearly the same for a picture of another size and brightness', () => {
    const [one, other] = [fingerprint(picture(128))!, fingerprint(picture(80))!];
    const bright = fingerprint({ ...picture(128), slope: 0.7, intercept: 20 })!;
    for (const like of [other, bright]) {
      expect(hashDistance(one.hash, like.hash)).toBeLessThanOrEqual(7);
      expect(thumbnailDifference(one.thumbnail, like.thumbnail)).toBeLessThan(0.03);
    }
  });

  it('differs for other pictures, and is none of a plain one', () => {
    const [one, other] = [fingerprint(picture(128))!, fingerprint(picture(128, 2))!];
    expect(hashDistance(one.hash, other.hash)).toBeGreaterThan(10);
    expect(fingerprint(sliceOf(4, new Uint8Array(16).fill(7)))).toBeUndefined();
  });
});
