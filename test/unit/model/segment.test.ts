import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rect } from '../../../src/core/geometry/rect';
import { Mask } from '../../../src/core/mask/mask';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import { compact } from '../../../src/core/model/config';
import type { Tensor, TensorSession } from '../../../src/core/model/runtime';
import { SamUnet } from '../../../src/core/model/samUnet';
import { regionAround, segment, type EncodeRegion } from '../../../src/core/model/segment';
import { cardFor } from '../../support/modelFolder';

const image = { width: 400, height: 300, channels: 1, data: new Uint8Array(400 * 300) } as const;
const grid = 48;

/** A decoder that marks the 8 × 8 cells around the first coordinate of each prompt, or nothing at all. */
function session(empty: boolean, fed: Readonly<Record<string, Tensor>>[]): TensorSession {
  return {
    run: (feeds) => {
      fed.push(feeds);
      const coords = feeds['point_coords'] as Tensor;
      const [count = 0, points = 0] = coords.dims;
      const data = new Float32Array(count * grid * grid).fill(-8);
      for (let i = 0; i < count && !empty; i++) {
        const x = (coords.data[i * points * 2] ?? 0) / 4;
        const y = (coords.data[i * points * 2 + 1] ?? 0) / 4;
        for (let cell = 0; cell < grid * grid; cell++) {
          const near = Math.abs((cell % grid) - x) < 4 && Math.abs(Math.floor(cell / grid) - y) < 4;
          if (near) data[i * grid * grid + cell] = 8;
        }
      }
      return Promise.resolve({ low_res_logits: { dims: [count, 1, grid, grid], data } });
    },
    dispose: () => Promise.resolve(),
  };
}

interface Setup {
  readonly model: SamUnet;
  readonly encode: EncodeRegion;
  /** Regions that were encoded. */
  readonly looked: (Rect | undefined)[];
  /** What the decoder was given. */
  readonly fed: Readonly<Record<string, Tensor>>[];
}

function setup(zoom: number, empty = false): Setup {
  const fed: Setup['fed'] = [];
  const outputs = {
    image_embeddings: { dims: [], data: new Float32Array(0) },
    multi_scale_feature: { dims: [], data: new Float32Array(0) },
  };
  const encoder: TensorSession = { run: () => Promise.resolve(outputs), dispose: () => Promise.resolve() };
  const model = new SamUnet(cardFor(compact, undefined, zoom), encoder, session(empty, fed));
  const looked: (Rect | undefined)[] = [];
  const encode: EncodeRegion = (region) => {
    looked.push(region);
    return model.encode(image, region);
  };
  return { model, encode, looked, fed };
}

const box = { x0: 100, y0: 80, x1: 150, y1: 110 };
const boxRegion = { x0: 75, y0: 45, x1: 175, y1: 145 };
const click = { x: 200.5, y: 150.5, positive: true };

describe('segment', () => {
  it('looks once at the whole image for a preview, whatever the number of prompts', async () => {
    const { model, encode, looked } = setup(2);
    const results = await segment(model, encode, image, [{ points: [], box }, { points: [click] }], 'preview');
    expect(looked).toEqual([undefined]);
    expect(results.map(({ mask }) => [mask.width, mask.height])).toEqual([
      [400, 300],
      [400, 300],
    ]);
  });

  it('looks closer at each box in the end', async () => {
    const { model, encode, looked } = setup(2);
    const [result] = await segment(model, encode, image, [{ points: [], box }], 'final');
    expect(looked).toEqual([boxRegion]);
    const { bounds } = result?.mask ?? {};
    expect(bounds).toBeDefined();
    expect(bounds?.x0).toBeGreaterThanOrEqual(boxRegion.x0);
    expect(bounds?.y1).toBeLessThanOrEqual(boxRegion.y1);
  });

  it('asks around its answer when that is to be assessed', async () => {
    const { model, encode, looked, fed } = setup(2);
    const [preview] = await segment(model, encode, image, [{ points: [], box }], 'preview');
    const [final] = await segment(model, encode, image, [{ points: [], box }], 'final');
    const [assessed] = await segment(model, encode, image, [{ points: [], box }], 'assessed');
    expect(preview).not.toHaveProperty('assessment');
    expect(Object.keys(final?.assessment ?? {})).toEqual(['logits']);
    expect(assessed?.mask.equals(final!.mask)).toBe(true);
    expect(assessed?.assessment?.jittered).toHaveLength(2);
    expect(looked.slice(1)).toEqual([boxRegion, boxRegion]);
    // The answer and one to a box nearby, then, as these differ, one to another.
    expect(fed.slice(2).map((feeds) => feeds['point_coords']?.dims[0])).toEqual([2, 1]);
  });

  it('asks no more where nothing changes, and nothing about the answer to a click', async () => {
    const { model, encode, fed } = setup(2, true);
    const [empty] = await segment(model, encode, image, [{ points: [], box }], 'assessed');
    expect(empty?.assessment?.jittered).toHaveLength(1);
    expect(fed.map((feeds) => feeds['point_coords']?.dims[0])).toEqual([2]);
    const [answer] = await segment(model, encode, image, [{ points: [click] }], 'assessed');
    expect(Object.keys(answer?.assessment ?? {})).toEqual(['logits']);
  });

  it('sees the whole image only, for a model without zoom', async () => {
    const { model, encode, looked } = setup(1);
    await segment(
      model,
      encode,
      image,
      [
        { points: [], box },
        { points: [], box },
      ],
      'final',
    );
    expect(looked).toEqual([undefined]);
  });

  it('answers clicks without a box from the whole image', async () => {
    const { model, encode, looked } = setup(2);
    const [result] = await segment(model, encode, image, [{ points: [click] }], 'final');
    expect(looked).toEqual([undefined]);
    expect(result?.mask.data[150 * 400 + 200]).toBe(1);
  });

  it('keeps positive points in sight', async () => {
    const { model, encode, looked } = setup(2);
    await segment(model, encode, image, [{ points: [{ x: 170.5, y: 90.5, positive: true }], box }], 'final');
    expect(looked[0]).toMatchObject({ x0: 64, x1: 207 });
  });

  it('gives an earlier mask back to the decoder, as seen in the region', async () => {
    const { model, encode, fed } = setup(2);
    const previous = new Mask(400, 300);
    for (let y = 80; y < 110; y++) previous.data.fill(1, y * 400 + 100, y * 400 + 150);
    await segment(model, encode, image, [{ points: [], box, previous: encodeRunLength(previous) }], 'final');
    const { mask_input: mask, has_mask_input: has } = fed[0] ?? {};
    expect(has?.data).toEqual(Float32Array.of(1));
    const at = (x: number, y: number): number =>
      mask?.data[Math.floor(((y - 45) / 100) * grid) * grid + Math.floor(((x - 75) / 100) * grid)] ?? NaN;
    expect([at(125, 95), at(80, 95), at(125, 120)]).toEqual([2, -2, -2]);
  });

  it('asks without a prompt, and with an earlier mask alone', async () => {
    const { model, encode, fed } = setup(2);
    const results = await segment(
      model,
      encode,
      image,
      [null, { points: [], previous: encodeRunLength(new Mask(400, 300)) }],
      'final',
    );
    expect(results).toHaveLength(2);
    expect(fed.map((feeds) => feeds['point_labels']?.dims)).toEqual([
      [1, 0],
      [1, 0],
    ]);
    expect(fed.map((feeds) => feeds['has_mask_input']?.data[0])).toEqual([0, 1]);
  });

  it('refuses an earlier mask of another size', async () => {
    const { model, encode, looked } = setup(2);
    const wrong = { points: [click], previous: encodeRunLength(new Mask(300, 400)) };
    await expect(segment(model, encode, image, [wrong], 'final')).rejects.toThrow(/300 × 400.*400 × 300/);
    expect(looked).toEqual([]);
  });

  it('refuses bad prompts before it computes anything', async () => {
    const { model, encode, looked } = setup(2);
    const prompts = [{ points: [], box }, { points: [] }];
    await expect(segment(model, encode, image, prompts, 'final')).rejects.toThrow(/neither a box/);
    expect(looked).toEqual([]);
  });
});

describe('regionAround', () => {
  it('is a square of whole pixels, at least 32 wide', () => {
    expect(regionAround({ x0: 100, y0: 100, x1: 101, y1: 103 }, 2, image)).toEqual({
      x0: 84,
      y0: 85,
      x1: 117,
      y1: 118,
    });
  });

  it('is undefined where it would be the whole image', () => {
    expect(regionAround({ x0: 10, y0: 10, x1: 390, y1: 290 }, 2, image)).toBeUndefined();
  });

  it('holds the object and lies in the image', () => {
    const coordinate = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(coordinate, coordinate, coordinate, coordinate, (a, b, c, d) => {
        const object = {
          x0: Math.min(a, b) * 400,
          y0: Math.min(c, d) * 300,
          x1: Math.max(a, b) * 400,
          y1: Math.max(c, d) * 300,
        };
        const region = regionAround(object, 1.5, image);
        if (region === undefined) return;
        expect(Object.values(region).every(Number.isInteger)).toBe(true);
        expect(region.x0).toBeGreaterThanOrEqual(0);
        expect(region.y0).toBeGreaterThanOrEqual(0);
        expect(region.x1).toBeLessThanOrEqual(400);
        expect(region.y1).toBeLessThanOrEqual(300);
        expect(region.x0).toBeLessThanOrEqual(object.x0);
        expect(region.y1).toBeGreaterThanOrEqual(object.y1);
      }),
    );
  });
});
