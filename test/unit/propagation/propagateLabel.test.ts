import { expect, it } from 'vitest';
import { propagateLabel } from '../../../src/core/propagation/propagateLabel';
import type { SidecarObject } from '../../../src/core/sidecar/sidecar';
import { bodyModel, type Body } from '../../support/bodyModel';
import { rectObject } from '../../support/sidecars';

const size = { width: 60, height: 60, slices: 20 };
const drifting: Body = (slice) => ({ x0: 10 + slice, y0: 10, x1: 30 + slice, y1: 30 });
const mask = (slice: number, fields: Partial<SidecarObject>): SidecarObject =>
  rectObject(size, drifting(slice)!, { id: String(slice), slice, ...fields });
const seed = (slice: number): SidecarObject => mask(slice, { origin: 'human', status: 'draft' });
const whole = { volume: 0, from: 0, to: 19 };

async function slicesMade(objects: readonly SidecarObject[], object: SidecarObject, span = whole): Promise<number[]> {
  const made = await propagateLabel(objects, object, span, bodyModel(drifting, size));
  return made.map(({ slice }) => slice).sort((a, b) => a - b);
}

const upTo = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

it('fills all slices between two masks, from whichever the propagation starts', async () => {
  const objects = [seed(5), seed(12)];
  const all = upTo(0, 19).filter((slice) => slice !== 5 && slice !== 12);
  expect(await slicesMade(objects, objects[0]!)).toEqual(all);
  expect(await slicesMade(objects, objects[1]!)).toEqual(all);
  expect(await slicesMade(objects, objects[0]!, { volume: 0, from: 5, to: 19 })).toEqual(
    all.filter((slice) => slice > 5),
  );
});

it('leads on from a mask of the model, and replaces what was propagated before', async () => {
  const before = [4, 5, 6].map((slice) => mask(slice, {}));
  expect(await slicesMade(before, before[1]!, { volume: 0, from: 3, to: 7 })).toEqual([3, 4, 6, 7]);
});

it('leaves rejected masks, other labels and other volumes out', async () => {
  const others = [
    mask(7, { origin: 'human', status: 'rejected' }),
    mask(8, { origin: 'human', label: 'spleen', id: 'spleen' }),
    mask(9, { origin: 'human', volume: 1 }),
  ];
  expect(await slicesMade([seed(5), ...others], seed(5), { volume: 0, from: 5, to: 9 })).toEqual([6, 7, 8, 9]);
});
