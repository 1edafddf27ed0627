import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { promptTensors, toModelPrompt, tokenCount, type ModelPrompt } from '../../../src/core/model/modelPrompt';
import { ImageTransform } from '../../../src/core/model/transform';

const image = { width: 40, height: 20 };
const box = { x0: 4, y0: 6, x1: 14, y1: 16 };
const click = { x: 3.5, y: 2.5, positive: true };

describe('promptTensors', () => {
  it('puts points before box corners and adds no padding to a box', () => {
    const tensors = promptTensors([{ points: [{ x: 1, y: 2, positive: false }], box }], 2);
    expect(tensors['point_coords']).toEqual({ dims: [1, 3, 2], data: Float32Array.of(1, 2, 4, 6, 14, 16) });
    expect(tensors['point_labels']).toEqual({ dims: [1, 3], data: Float32Array.of(0, 2, 3) });
  });

  it('appends a padding point to points without a box', () => {
    const tensors = promptTensors([{ points: [{ x: 1, y: 2, positive: true }] }], 2);
    expect(tensors['point_coords']).toEqual({ dims: [1, 2, 2], data: Float32Array.of(1, 2, 0, 0) });
    expect(tensors['point_labels']).toEqual({ dims: [1, 2], data: Float32Array.of(1, -1) });
  });

  it('gives one mask for all, or one for each when there is any', () => {
    const plain: ModelPrompt = { points: [], box };
    const masked = { ...plain, previousLogits: Float32Array.of(1, 2, 3, 4) };
    expect(promptTensors([plain, plain], 2)).toMatchObject({
      mask_input: { dims: [1, 1, 2, 2], data: new Float32Array(4) },
      has_mask_input: { dims: [1, 1], data: Float32Array.of(0) },
    });
    expect(promptTensors([plain, masked], 2)).toMatchObject({
      mask_input: { dims: [2, 1, 2, 2], data: Float32Array.of(0, 0, 0, 0, 1, 2, 3, 4) },
      has_mask_input: { dims: [2, 1], data: Float32Array.of(0, 1) },
    });
  });

  it('refuses prompts of unequal token counts', () => {
    expect(() =>
      promptTensors(
        [
          { points: [], box },
          { points: [click], box },
        ],
        2,
      ),
    ).toThrow(RangeError);
  });

  it('has as many coordinates and labels as its dimensions say', () => {
    const point = fc.record({ x: fc.integer(), y: fc.integer(), positive: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(point, { maxLength: 5 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 4 }),
        (points, boxed, count) => {
          const prompt = boxed ? { points, box } : { points };
          const tensors = promptTensors(Array<ModelPrompt>(count).fill(prompt), 4);
          for (const { dims, data } of Object.values(tensors))
            expect(data.length).toBe(dims.reduce((a, b) => a * b, 1));
          expect(tensors['point_labels']?.dims).toEqual([count, tokenCount(prompt)]);
        },
      ),
    );
  });
});

describe('toModelPrompt', () => {
  it('maps boxes by their edges and points by their pixel', () => {
    const transform = new ImageTransform(image, 80);
    expect(toModelPrompt({ points: [click], box }, transform)).toEqual({
      points: [{ x: 6, y: 4, positive: true }],
      box: { x0: 8, y0: 12, x1: 28, y1: 32 },
    });
  });
});
