import { describe, expect, it } from 'vitest';
import type { Point, Rect } from '../../../src/core/geometry/rect';
import type { RgbImage } from '../../../src/core/image/rgbImage';
import { candidates } from '../../../src/core/model/candidates';
import { cellMeans } from '../../../src/core/model/cellMeans';
import { compact } from '../../../src/core/model/config';
import type { Tensor, TensorSession } from '../../../src/core/model/runtime';
import { SamUnet } from '../../../src/core/model/samUnet';
import { segment } from '../../../src/core/model/segment';
import { ImageTransform } from '../../../src/core/model/transform';
import type { PointPrompt, Prompt } from '../../../src/core/prompt/prompt';
import { cardFor } from '../../support/modelFolder';

const grid = 48;
const side = 192;
/** A grey plate with a bright disc on it, on black; beside the disc a bright spot. */
const plate = { x0: 40, y0: 40, x1: 140, y1: 120 };
const disc = { x: 80, y: 80, radius: 16 };
const spot = { x0: 120, y0: 96, x1: 132, y1: 108 };

const image: RgbImage = {
  width: side,
  height: side,
  channels: 1,
  data: Uint8Array.from({ length: side * side }, (_, at) => {
    const x = (at % side) + 0.5;
    const y = Math.floor(at / side) + 0.5;
    if (Math.hypot(x - disc.x, y - disc.y) < disc.radius) return 220;
    const within = (rect: Rect): boolean => x > rect.x0 && x < rect.x1 && y > rect.y0 && y < rect.y1;
    return within(spot) ? 220 : within(plate) ? 100 : 10;
  }),
};

/** Answers a box with the cells in it that are not much darker than its mean: as a model that knows boxes alone might. */
function boxDecoder(asked: number[]): TensorSession {
  const cells = cellMeans(image, new ImageTransform(image, side), grid);
  return {
    run: (feeds) => {
      const { dims, data: corners } = feeds['point_coords'] as Tensor;
      const [count = 0, points] = dims;
      expect(points).toBe(2);
      asked.push(count);
      const data = new Float32Array(count * grid * grid).fill(-1);
      for (let i = 0; i < count; i++) {
        const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = corners.subarray(i * 4, i * 4 + 4);
        const inside = [...cells.keys()].filter((cell) => {
          const x = (cell % grid) * 4 + 2;
          const y = Math.floor(cell / grid) * 4 + 2;
          return x > x0 && x < x1 && y > y0 && y < y1;
        });
        const mean = inside.reduce((sum, cell) => sum + cells[cell]!, 0) / inside.length;
        for (const cell of inside) if (cells[cell]! >= 0.8 * mean) data[i * grid * grid + cell] = 1;
      }
      return Promise.resolve({ low_res_logits: { dims: [count, 1, grid, grid], data } });
    },
    dispose: () => Promise.resolve(),
  };
}

function setup() {
  const asked: number[] = [];
  const outputs = {
    image_embeddings: { dims: [], data: new Float32Array(0) },
    multi_scale_feature: { dims: [], data: new Float32Array(0) },
  };
  const encoder: TensorSession = { run: () => Promise.resolve(outputs), dispose: () => Promise.resolve() };
  const card = { ...cardFor(compact, undefined, 3), prompts: { box: true, point: false, mask: false } };
  const model = new SamUnet(card, encoder, boxDecoder(asked));
  const ask = async (prompt: Prompt, effort: 'preview' | 'final' = 'final') => {
    const [answer] = await segment(model, (region) => model.encode(image, region), image, [prompt], effort);
    return answer!;
  };
  return { model, asked, ask };
}

const on = (at: Point): PointPrompt => ({ x: at.x, y: at.y, positive: true });
const off = (at: Point): PointPrompt => ({ x: at.x, y: at.y, positive: false });
const onPlate = { x: 110, y: 60 };

describe('candidates', () => {
  it('finds the disc under a click first, and the plate it is on among the others', async () => {
    const { ask, asked } = setup();
    const first = await ask({ points: [on(disc)] });
    expect(first.mask.area).toBeGreaterThan(0.8 * Math.PI * disc.radius ** 2);
    expect(first.mask.area).toBeLessThan(1.4 * Math.PI * disc.radius ** 2);
    expect(asked).toHaveLength(2);
    const { count } = first.candidate!;
    expect(count).toBeGreaterThan(1);
    expect(count).toBeLessThanOrEqual(5);
    const areas: number[] = [];
    for (let candidate = 1; candidate <= count; candidate++) {
      const answer = await ask({ points: [on(disc)], candidate });
      expect(answer.candidate).toEqual({ rank: candidate, count });
      areas.push(answer.mask.area);
    }
    expect(areas[0]).toBe(first.mask.area);
    expect(new Set(areas).size).toBe(count);
    expect(Math.max(...areas)).toBeGreaterThan(7000);
  });

  it('ranks again with further clicks: positive ones stay inside, negative ones outside', async () => {
    const { ask } = setup();
    const larger = await ask({ points: [on(disc), on(onPlate)] });
    expect(larger.mask.area).toBeGreaterThan(7000);
    const count = larger.candidate!.count;
    const both = await ask({ points: [on(onPlate), off({ x: 126, y: 102 })] });
    const at = ({ x, y }: Point): number => both.mask.data[y * side + x]!;
    expect([at(onPlate), at({ x: 126, y: 102 })]).toEqual([1, 0]);
    expect(count).toBeGreaterThan(0);
  });

  it('corrects a box by clicks', async () => {
    const { ask } = setup();
    const box = { x0: 36, y0: 36, x1: 144, y1: 124 };
    const whole = await ask({ box, points: [] });
    expect(whole.candidate).toBeUndefined();
    const corrected = await ask({ box, points: [off({ x: 130, y: 100 })] });
    expect(corrected.candidate).toBeDefined();
    expect(corrected.mask.data[100 * side + 130]).toBe(0);
    expect(corrected.mask.area).toBeLessThan(whole.mask.area);
  });

  it('answers a preview as it answers for good', async () => {
    const { ask } = setup();
    const preview = await ask({ points: [on(disc)] }, 'preview');
    expect(preview.mask.equals((await ask({ points: [on(disc)] })).mask)).toBe(true);
  });

  it('takes the last one for a number beyond the end', async () => {
    const { ask } = setup();
    const { candidate } = await ask({ points: [on(disc)], candidate: 99 });
    expect(candidate!.rank).toBe(candidate!.count);
  });

  it('always has an answer, if an empty one', async () => {
    const { model } = setup();
    const embedding = await model.encode(image);
    model.decode = (_, prompts) =>
      Promise.resolve(prompts.map(() => ({ logits: new Float32Array(grid * grid).fill(-1) })));
    expect(await candidates(model, embedding, image, { points: [on(disc)] })).toHaveLength(1);
  });

  it('answers boxes, and clicks that say nothing of a place, as other models do', async () => {
    const { model, asked } = setup();
    const embed = (region?: Rect) => model.encode(image, region);
    const box = { x0: 60, y0: 60, x1: 100, y1: 100 };
    const prompts = [{ box, points: [] }, { points: [on(disc)] }, { box, points: [] }];
    const answers = await segment(model, embed, image, prompts, 'preview');
    expect(answers.map(({ candidate }) => candidate?.rank)).toEqual([undefined, 1, undefined]);
    expect(asked[0]).toBe(2);
  });
});
