import { describe, expect, it } from 'vitest';
import { Mask } from '../../../src/core/mask/mask';
import { seededRandom } from '../../../src/core/statistics/random';
import { augment } from '../../../src/core/teach/augment';
import { shrink, type Example } from '../../../src/core/teach/example';

const width = 60;
const height = 40;

/** A bright disc on dark ground, and its mask. */
function disc(channels: 1 | 3): Example {
  const mask = new Mask(width, height);
  const data = new Uint8Array(width * height * channels).fill(40);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((x - 25) ** 2 + (y - 20) ** 2 > 80) continue;
      mask.data[y * width + x] = 1;
      data.fill(200, (y * width + x) * channels, (y * width + x + 1) * channels);
    }
  }
  return { image: { width, height, channels, data }, mask };
}

describe('a changed copy', () => {
  for (const channels of [1, 3] as const) {
    it(`keeps the mask on its object, with ${String(channels)} channels`, () => {
      for (let i = 0; i < 20; i++) {
        const { image, mask } = augment(disc(channels), seededRandom(String(i)));
        const levels = { in: 0, out: 0 };
        mask.data.forEach((inside, at) => {
          levels[inside === 1 ? 'in' : 'out'] += image.data[at * channels]!;
        });
        expect(mask.area).toBeGreaterThan(80);
        expect(levels.in / mask.area).toBeGreaterThan(levels.out / (width * height - mask.area) + 40);
      }
    });
  }

  it('depends on the seed alone', () => {
    expect(augment(disc(1), seededRandom('a'))).toEqual(augment(disc(1), seededRandom('a')));
    expect(augment(disc(1), seededRandom('a'))).not.toEqual(augment(disc(1), seededRandom('b')));
  });
});

describe('shrinking', () => {
  it('leaves small images as they are, and keeps shape and share of large ones', () => {
    const example = disc(3);
    expect(shrink(example, 60)).toEqual(example);
    const { image, mask } = shrink(example, 30);
    expect([image.width, image.height, mask.width, mask.height]).toEqual([30, 20, 30, 20]);
    expect(mask.area / 600).toBeCloseTo(example.mask.area / 2400, 1);
  });
});
