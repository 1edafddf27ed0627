import { describe, expect, it } from 'vitest';
import { correctionIn } from '../../../src/core/document/correctionIn';
import { DocumentModel } from '../../../src/core/document/documentModel';
import type { Edit } from '../../../src/core/document/edit';
import { addObject, judgeObjects, removeObjects, replaceObject } from '../../../src/core/document/edits';
import { PropagatingAgain, type Again } from '../../../src/core/document/propagatingAgain';
import { reshapeObjects } from '../../../src/core/document/reshape';
import { emptyState, findObject } from '../../../src/core/document/state';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import type { SidecarObject } from '../../../src/core/sidecar/sidecar';
import { t } from '../../../src/core/text/message';
import { rectMask, rectObject } from '../../support/sidecars';

const size = { width: 40, height: 30 };
const who = { by: 'Anna', at: '2026-11-29T20:00:00.000Z' };
const rect = { x0: 4, y0: 4, x1: 14, y1: 14 };
const on = (slice: number, fields: Partial<SidecarObject> = {}): SidecarObject =>
  rectObject(size, rect, { id: `s${slice}`, slice, ...fields });
const seed = (slice: number): SidecarObject => on(slice, { origin: 'human' });
const mask = (x1: number): SidecarObject['mask'] => {
  const { size: stored, counts } = encodeRunLength(rectMask(size, { ...rect, x1 }));
  return { size: [...stored], counts: [...counts] };
};
/** Two boxes, and what was propagated between and beyond. */
const objects = [seed(2), seed(8), on(1), ...[3, 4, 5, 6, 7].map((slice) => on(slice)), on(9)];

/** A document whose propagations end when they are let go. */
function setUp() {
  const model = new DocumentModel({ ...emptyState, objects });
  const asked: Again[] = [];
  const ends: ((made: readonly SidecarObject[] | undefined) => void)[] = [];
  const again = new PropagatingAgain({
    slices: () => Promise.resolve(12),
    state: () => model.state,
    edit: (edit) => {
      model.apply(edit);
    },
    propagate: (wanted) => {
      asked.push(wanted);
      return new Promise((resolve) => ends.push(resolve));
    },
    cancel: () => {
      ends.at(-1)?.(undefined);
    },
  });
  const edit = (made: Edit): Promise<void> => {
    model.apply(made);
    return again.edited(made);
  };
  const correct = (slice: number, x1: number): Promise<void> =>
    edit(reshapeObjects(model.state, new Map([[`s${slice}`, mask(x1)]]), t`Correct`, who));
  const letGo = (): void => {
    const { span, replaced } = asked.at(-1)!;
    const slices = replaced.map(({ slice }) => slice).filter((slice) => slice >= span.from && slice <= span.to);
    ends.at(-1)!(slices.map((slice) => on(slice, { id: `propagated-${slice}`, mask: mask(20) })));
  };
  const cancel = (): void => {
    ends.at(-1)!(undefined);
  };
  return { model, asked, edit, correct, letGo, cancel };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const spans = (asked: readonly Again[]): number[][] => asked.map(({ span }) => [span.from, span.to]);

describe('propagating again after a correction', () => {
  it('replaces the masks between those that a person answers for, in one undoable edit', async () => {
    const { model, asked, correct, letGo } = setUp();
    const done = correct(5, 18);
    const corrected = model.state;
    await settled();
    expect(spans(asked)).toEqual([[2, 8]]);
    expect(asked[0]!.replaced.map(({ slice }) => slice)).toEqual([3, 4, 6, 7]);
    letGo();
    await done;
    const widths = model.state.objects.map((object) => [object.slice, object.mask.counts[1]]);
    expect(widths.toSorted((a, b) => a[0]! - b[0]!)).toEqual([
      [1, 10],
      [2, 10],
      [3, 16],
      [4, 16],
      [5, 14],
      [6, 16],
      [7, 16],
      [8, 10],
      [9, 10],
    ]);
    const last = model.unsavedEdits.at(-1)!;
    expect(last.title).toMatchObject({ args: ['liver'] });
    model.undo(last);
    expect(model.state).toEqual(corrected);
  });

  it('begins again when the same mask is corrected further', async () => {
    const { model, asked, correct, letGo } = setUp();
    const done = correct(5, 18);
    await settled();
    void correct(5, 22);
    await settled();
    expect(asked.map(({ object }) => object.mask.counts[1])).toEqual([14, 18]);
    letGo();
    await done;
    expect(findObject(model.state, 's5')!.mask.counts[1]).toBe(18);
    expect(model.unsavedEdits).toHaveLength(3);
  });

  it('works on corrections of several slices one after the other, and never undoes a later one', async () => {
    const { model, asked, correct, letGo } = setUp();
    const done = correct(4, 18);
    await settled();
    void correct(6, 19);
    letGo();
    await settled();
    // What came of the first is stale, as slice 6 is a person's by now.
    expect(spans(asked)).toEqual([
      [2, 8],
      [4, 8],
    ]);
    letGo();
    await settled();
    expect(spans(asked).at(-1)).toEqual([2, 6]);
    letGo();
    await done;
    expect(findObject(model.state, 's6')).toMatchObject({ origin: 'human', mask: { counts: mask(19).counts } });
    expect(model.state.objects.filter(({ slice }) => slice === 6)).toHaveLength(1);
  });

  it('keeps the old masks when it is cancelled', async () => {
    const { model, correct, cancel } = setUp();
    const done = correct(5, 18);
    const corrected = model.state;
    await settled();
    cancel();
    await done;
    expect(model.state).toBe(corrected);
  });

  it('drops what comes of a mask that was deleted meanwhile', async () => {
    const { model, correct, edit, letGo } = setUp();
    const done = correct(5, 18);
    await settled();
    await edit(removeObjects(model.state, ['s5']));
    const without = model.state;
    letGo();
    await done;
    expect(model.state).toBe(without);
  });

  it('leaves slices alone where nothing was propagated', async () => {
    const { edit, model, asked } = setUp();
    await edit(addObject(model.state, on(5, { id: 'new', label: 'spleen', origin: 'human' }), undefined));
    await edit(judgeObjects(model.state, ['s2'], 'accepted', who));
    expect(asked).toEqual([]);
  });
});

describe('a correction', () => {
  const state = { ...emptyState, objects };

  it('is a mask that a person adds or changes', () => {
    const added = addObject(state, on(11, { id: 'new', origin: 'human' }), undefined);
    expect(correctionIn(state, added)).toMatchObject({ object: { id: 'new' }, isNew: true });
    const changed = replaceObject(state, { ...on(5), mask: mask(20), origin: 'human' }, undefined);
    expect(correctionIn(state, changed)).toMatchObject({ object: { id: 's5' }, isNew: false });
  });

  it('is not a verdict, a mask of the model, or work on several masks', () => {
    expect(correctionIn(state, judgeObjects(state, ['s5'], 'accepted', who))).toBeUndefined();
    expect(correctionIn(state, addObject(state, on(11, { id: 'new' }), undefined))).toBeUndefined();
    const both = new Map(['s4', 's5'].map((id) => [id, mask(20)]));
    const { title } = judgeObjects(state, ['s5'], 'accepted', who);
    expect(correctionIn(state, reshapeObjects(state, both, title, who))).toBeUndefined();
  });
});
