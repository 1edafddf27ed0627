import { describe, expect, it } from 'vitest';
import { replacedIn } from '../../../src/core/propagation/propagated';
import { stretchAround } from '../../../src/core/propagation/stretchAround';
import type { SidecarObject } from '../../../src/core/sidecar/sidecar';
import { rectObject } from '../../support/sidecars';

const slices = 60;
const rect = { x0: 4, y0: 4, x1: 14, y1: 14 };
const on = (slice: number, fields: Partial<SidecarObject> = {}): SidecarObject =>
  rectObject({ width: 20, height: 20 }, rect, { id: `at ${slice}`, slice, ...fields });
const touched = (slice: number, fields: Partial<SidecarObject> = {}): SidecarObject =>
  on(slice, { id: `hand ${slice}`, origin: 'human', status: 'corrected', ...fields });
const propagated = (from: number, to: number): SidecarObject[] =>
  Array.from({ length: to - from + 1 }, (_, i) => on(from + i));

function stretch(objects: readonly SidecarObject[], object: SidecarObject, isNew = false): unknown {
  const span = stretchAround([...objects, object], { object, isNew }, slices);
  return span && [span.from, span.to];
}

describe('the stretch that is propagated again', () => {
  const seeds = [touched(10), touched(30), ...propagated(5, 9), ...propagated(11, 29), ...propagated(31, 40)];
  const without = (slice: number): SidecarObject[] => seeds.filter((object) => object.slice !== slice);

  it('lies between the nearest masks of a person', () => {
    expect(stretch(without(20), touched(20))).toEqual([10, 30]);
    expect(stretch([...without(20), touched(20)], touched(24))).toEqual([20, 30]);
  });

  it('ends at the last propagated mask where no mask of a person follows', () => {
    expect(stretch(without(35), touched(35))).toEqual([30, 40]);
    expect(stretch(without(40), touched(40))).toEqual([30, 40]);
    expect(stretch(without(7), touched(7))).toEqual([5, 10]);
  });

  it('reaches to the end of the volume beyond an object that was added past the last mask', () => {
    expect(stretch(seeds, touched(45), true)).toEqual([30, 59]);
    expect(stretch(seeds, touched(2), true)).toEqual([0, 10]);
    // Here the added object takes the place of a propagated one.
    expect(stretch(seeds, touched(40), true)).toEqual([30, 40]);
  });

  it('is absent where nothing was propagated', () => {
    expect(stretch([touched(10), touched(30)], touched(20), true)).toBeUndefined();
    expect(stretch([touched(10), ...propagated(11, 20)], touched(5))).toBeUndefined();
    expect(stretch([], touched(5), true)).toBeUndefined();
  });

  it('is absent on an image of one slice, and among objects that a taught label has found', () => {
    const object = touched(0);
    expect(stretchAround([object, on(0, { id: 'draft' })], { object, isNew: false }, 1)).toBeUndefined();
    const found = propagated(10, 20).map((each) => ({ ...each, source: 'taught' as const }));
    expect(stretch(found, touched(15))).toBeUndefined();
    expect(replacedIn(found, found[0]!.label, { volume: 0, from: 0, to: slices - 1 })).toEqual([]);
  });

  it('knows only masks of the label in the volume that are not rejected', () => {
    const other = [touched(18, { label: 'spleen' }), touched(17, { volume: 1 }), touched(16, { status: 'rejected' })];
    expect(stretch([...without(20), ...other], touched(20))).toEqual([10, 30]);
  });
});
