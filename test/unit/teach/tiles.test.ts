import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ImageTransform } from '../../../src/core/model/transform';
import { mergeTiles, tilesOf } from '../../../src/core/teach/tiles';

const side = fc.integer({ min: 4, max: 300 });

describe('tiles', () => {
  it('cover the image, lie inside it and are of one size', () => {
    fc.assert(
      fc.property(side, side, fc.integer({ min: 1, max: 4 }), (width, height, grid) => {
        const tiles = tilesOf({ width, height }, grid);
        expect(tiles).toHaveLength(grid * grid);
        const seen = new Uint8Array(width * height);
        for (const { x0, y0, x1, y1 } of tiles) {
          expect([x0 >= 0, y0 >= 0, x1 <= width, y1 <= height]).toEqual([true, true, true, true]);
          expect([x1 - x0, y1 - y0]).toEqual([tiles[0]!.x1 - tiles[0]!.x0, tiles[0]!.y1 - tiles[0]!.y0]);
          for (let y = y0; y < y1; y++) seen.fill(1, y * width + x0, y * width + x1);
        }
        expect(seen.every((value) => value === 1)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('give together what each says where all agree', () => {
    const image = { width: 90, height: 60 };
    const answers = tilesOf(image, 3).map((region) => ({
      transform: new ImageTransform(image, 64, region),
      logits: new Float32Array(16 * 16).fill(1),
    }));
    expect(mergeTiles(image, answers).area).toBe(90 * 60);
  });

  it('count less towards their borders', () => {
    const image = { width: 70, height: 40 };
    const [left, right] = tilesOf(image, 2);
    const say = (value: number, region: typeof left) => ({
      transform: new ImageTransform(image, 64, region),
      logits: new Float32Array(16 * 16).fill(value),
    });
    const { data } = mergeTiles(image, [say(1, left), say(-1, right)]);
    const border = (left!.x1 + right!.x0) / 2;
    expect(data[5 * 70 + Math.floor(border) - 3]).toBe(1);
    expect(data[5 * 70 + Math.ceil(border) + 3]).toBe(0);
  });
});
