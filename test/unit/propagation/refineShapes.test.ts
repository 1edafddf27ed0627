import { expect, it } from 'vitest';
import { refineShapes } from '../../../src/core/propagation/refineShapes';
import { decodeRunLength } from '../../../src/core/mask/runLength';
import { bodyModel } from '../../support/bodyModel';
import { rectMask } from '../../support/sidecars';

const size = { width: 40, height: 30, slices: 9 };
const shape = rectMask(size, { x0: 10, y0: 10, x1: 20, y1: 20 });

it('takes the masks of the model where they agree with the shapes, and leaves out the others', async () => {
  const model = bodyModel(
    // On slice 4 there is next to nothing, on slice 5 nothing.
    (slice) => (slice === 5 ? undefined : { x0: 10, y0: 10, x1: slice === 4 ? 12 : 19, y1: 20 }),
    size,
  );
  const done: number[] = [];
  const shapes = [3, 4, 5, 6].map((slice) => ({ slice, mask: shape }));
  const refined = await refineShapes({ label: 'liver', volume: 1, shapes }, model, (count) => done.push(count));
  expect(refined).toMatchObject([
    { label: 'liver', slice: 3, volume: 1, prompt: { box: { x0: 10, y0: 10, x1: 20, y1: 20 }, points: [] } },
    { slice: 6 },
  ]);
  expect(decodeRunLength(refined[0]!.answer.mask).bounds).toEqual({ x0: 10, y0: 10, x1: 19, y1: 20 });
  expect(done).toEqual([1, 2, 3, 4]);
});
