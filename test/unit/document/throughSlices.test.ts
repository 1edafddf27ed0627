import { describe, expect, it } from 'vitest';
import { DocumentModel } from '../../../src/core/document/documentModel';
import { cutAt, putPropagated } from '../../../src/core/document/propagated';
import { emptyState, type DocumentState } from '../../../src/core/document/state';
import { copyToSlice, deleteFrom, interpolateSlices, shapesBetween } from '../../../src/core/document/throughSlices';
import { decodeRunLength } from '../../../src/core/mask/runLength';
import { isPropagated, replacedIn } from '../../../src/core/propagation/propagated';
import type { SidecarObject } from '../../../src/core/sidecar/sidecar';
import { rectObject } from '../../support/sidecars';

const size = { width: 40, height: 30 };
const who = { by: 'Anna', at: '2026-11-29T20:00:00.000Z' };
const rect = { x0: 4, y0: 4, x1: 14, y1: 14 };
const drawn = (id: string, slice: number, fields: Partial<SidecarObject> = {}): SidecarObject =>
  rectObject(size, rect, { id, slice, origin: 'human', status: 'corrected', ...fields });
const stateOf = (...objects: SidecarObject[]): DocumentState => ({ ...emptyState, objects });
const slicesOf = ({ objects }: DocumentState): number[] => objects.map(({ slice }) => slice);

describe('interpolation', () => {
  it('fills the gaps between slices of a label, from one place to the other, in one step', () => {
    const there = rectObject(size, { x0: 24, y0: 4, x1: 34, y1: 14 }, { id: '2', slice: 4 });
    const model = new DocumentModel(stateOf(drawn('1', 0), there, drawn('3', 2, { label: 'spleen' })));
    const edit = interpolateSlices(model.state, '1', shapesBetween(model.state, '1'), who);
    model.apply(edit);
    expect(slicesOf(model.state)).toEqual([0, 4, 2, 1, 2, 3]);
    const middle = model.state.objects.at(-2)!;
    expect(middle).toMatchObject({ label: 'liver', slice: 2, status: 'draft', origin: 'human' });
    // A square between two equal squares is that square, halfway.
    expect(decodeRunLength(middle.mask).bounds).toEqual({ x0: 14, y0: 4, x1: 24, y1: 14 });
    expect(decodeRunLength(middle.mask).area).toBe(100);
    model.undo(edit);
    expect(slicesOf(model.state)).toEqual([0, 4, 2]);
  });

  it('skips slices that have an object of the label, and labels with several on a slice', () => {
    const state = stateOf(drawn('1', 0), drawn('2', 2), drawn('3', 2), drawn('4', 5));
    expect(shapesBetween(state, '1').map(({ slice }) => slice)).toEqual([1, 3, 4]);
  });

  it('puts what the model has refined in the place of shapes', () => {
    const state = stateOf(drawn('1', 0), drawn('2', 3));
    const refined = new Map([[2, rectObject(size, rect, { id: 'made-2', slice: 2 })]]);
    const { changes } = interpolateSlices(state, '1', shapesBetween(state, '1'), who, refined);
    expect(changes).toMatchObject([
      { index: 2, after: { id: '3', slice: 1, origin: 'human' } },
      { index: 3, after: { id: '4', slice: 2, origin: 'machine', model: { name: 'tiny' } } },
    ]);
  });

  it('is refused where there is nothing between', () => {
    expect(() => shapesBetween(stateOf(drawn('1', 0), drawn('2', 1)), '1')).toThrow('no slice between');
    expect(() => shapesBetween(stateOf(drawn('1', 0), drawn('2', 5, { volume: 1 })), '1')).toThrow();
  });
});

describe('a copy', () => {
  it('lies on the neighbouring slice, as a draft of the person', () => {
    const { changes } = copyToSlice(stateOf(drawn('1', 0)), '1', { slice: 1, slices: 2 }, who);
    expect(changes).toMatchObject([
      { index: 1, after: { id: '2', slice: 1, status: 'draft', origin: 'human', ...who } },
    ]);
  });

  it('is refused beyond the last slice, and on one that has the label', () => {
    const state = stateOf(drawn('1', 0), drawn('2', 1));
    expect(() => copyToSlice(state, '2', { slice: 2, slices: 2 }, who)).toThrow('no further slice');
    expect(() => copyToSlice(state, '1', { slice: 1, slices: 2 }, who)).toThrow('already has an object');
  });
});

describe('deleting from here on', () => {
  const state = stateOf(drawn('1', 0), drawn('2', 1), drawn('3', 2), drawn('4', 2, { label: 'spleen' }));

  it.each([
    [1, [0, 2]],
    [-1, [2, 2]],
    [0, [2]],
  ] as const)('in the direction %i leaves the others, and is undone in one step', (step, left) => {
    const model = new DocumentModel(state);
    const edit = deleteFrom(state, '2', step);
    model.apply(edit);
    expect(slicesOf(model.state)).toEqual(left);
    model.undo(edit);
    expect(model.state).toEqual(state);
  });
});

describe('propagated objects', () => {
  const made = (id: string, slice: number): SidecarObject => rectObject(size, rect, { id, slice });

  it('are those of the model that no person has changed, and no run has made', () => {
    expect(isPropagated(made('1', 0))).toBe(true);
    expect(isPropagated({ ...made('1', 0), run: 'r1' })).toBe(false);
    expect(isPropagated(drawn('1', 0))).toBe(false);
  });

  it('replace earlier ones within the slices, and keep a person’s', () => {
    const state = stateOf(drawn('1', 0), made('2', 1), drawn('3', 2), made('4', 3), made('5', 9));
    const replaced = replacedIn(state.objects, 'liver', { volume: 0, from: 0, to: 3 });
    expect(replaced.map(({ id }) => id)).toEqual(['2', '4']);
    const model = new DocumentModel(state);
    const edit = putPropagated(state, [made('propagated-1', 1), made('propagated-3', 3)], replaced, 'liver');
    model.apply(edit);
    expect(model.state.objects.map(({ id, slice }) => [id, slice])).toEqual([
      ['1', 0],
      ['3', 2],
      ['5', 9],
      ['6', 1],
      ['7', 3],
    ]);
    model.undo(edit);
    expect(model.state).toEqual(state);
  });

  it('are cut beyond a slice, on its side of the original object', () => {
    const all = [0, 1, 2, 4, 5, 6].map((slice) => ({ slice }));
    expect(cutAt(all, 3, 5).map(({ slice }) => slice)).toEqual([0, 1, 2, 4, 5]);
    expect(cutAt(all, 3, 1).map(({ slice }) => slice)).toEqual([1, 2, 4, 5, 6]);
    expect(cutAt(all, 3, 3).map(({ slice }) => slice)).toEqual([0, 1, 2, 4, 5, 6]);
  });
});
