import { describe, expect, it } from 'vitest';
import { DocumentModel } from '../../../src/core/document/documentModel';
import { addObject, judgeObjects, removeObjects } from '../../../src/core/document/edits';
import { acceptAsEmpty, hasNoObjects, withdrawingEmpty } from '../../../src/core/document/emptyImage';
import { unsavedOn } from '../../../src/core/document/replay';
import { emptyState } from '../../../src/core/document/state';
import { rectObject } from '../../support/sidecars';

const verdict = { by: 'Anna', at: '2026-11-29T20:00:00.000Z' };
const object = rectObject({ width: 8, height: 8 }, { x0: 1, y0: 1, x1: 5, y1: 5 });

describe('the verdict that an image is empty', () => {
  it('is one step to undo, and to redo', () => {
    const model = new DocumentModel(emptyState);
    const edit = acceptAsEmpty(model.state, verdict);
    model.apply(edit);
    expect(model.state.empty).toEqual(verdict);
    model.undo(edit);
    expect(model.state).toEqual(emptyState);
    expect(model.isDirty).toBe(false);
  });

  it('can be given where all masks are rejected, and not where one is left', () => {
    const state = { ...emptyState, objects: [object] };
    expect(hasNoObjects(state)).toBe(false);
    const model = new DocumentModel(state);
    model.apply(judgeObjects(state, [object.id], 'rejected', verdict));
    expect(hasNoObjects(model.state)).toBe(true);
  });

  it('is withdrawn by the first object, in the same step', () => {
    const model = new DocumentModel({ ...emptyState, empty: verdict });
    const edit = withdrawingEmpty(model.state, addObject(model.state, object, undefined));
    model.apply(edit);
    expect(model.state.empty).toBeUndefined();
    expect(model.state.objects).toHaveLength(1);
    model.undo(edit);
    expect(model.state).toEqual({ ...emptyState, empty: verdict });
  });

  it('stays after an edit that adds no object', () => {
    const rejected = { ...object, status: 'rejected' as const };
    const state = { ...emptyState, objects: [rejected], empty: verdict };
    const edit = removeObjects(state, [rejected.id]);
    expect(withdrawingEmpty(state, edit)).toBe(edit);
  });

  it('is given again to what is on disk after a crash, and not twice', () => {
    const edit = acceptAsEmpty(emptyState, verdict);
    expect(unsavedOn(emptyState, [edit], false)).toEqual([edit]);
    expect(unsavedOn({ ...emptyState, empty: verdict }, [edit], false)).toEqual([]);
  });
});
