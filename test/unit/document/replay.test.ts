import { expect, it } from 'vitest';
import { addObject, removeObjects, replaceObject } from '../../../src/core/document/edits';
import { applyEdit } from '../../../src/core/document/edit';
import { unsavedOn } from '../../../src/core/document/replay';
import { emptyState, type DocumentState } from '../../../src/core/document/state';
import { liver, rectObject } from '../../support/sidecars';

const size = { width: 8, height: 8 };
const one = rectObject(size, { x0: 1, y0: 1, x1: 5, y1: 5 });
const moved = rectObject(size, { x0: 2, y0: 1, x1: 6, y1: 5 });
const saved: DocumentState = { labels: [liver], objects: [one] };

it('gives the edits that were not saved', () => {
  const edits = [addObject(emptyState, one, undefined)];
  expect(unsavedOn(emptyState, edits, true)).toBe(edits);
});

it('gives none when a save had written them and ended before it could say so', () => {
  const added = addObject(emptyState, one, undefined);
  expect(unsavedOn({ ...emptyState, ...saved }, [added], false)).toEqual([]);
  const changed = replaceObject(saved, moved, undefined);
  expect(unsavedOn({ ...saved, objects: [moved] }, [changed], false)).toEqual([]);
  expect(unsavedOn({ ...saved, objects: [] }, [removeObjects(saved, ['1'])], false)).toEqual([]);
});

it('gives edits that fit masks which have changed elsewhere, and refuses others', () => {
  const other = { ...one, id: 'b' };
  const two = { ...saved, objects: [one, other] };
  const changed = replaceObject(saved, moved, undefined);
  expect(unsavedOn(two, [changed], false)).toEqual([changed]);
  expect(applyEdit(two, changed).objects).toEqual([moved, other]);
  expect(() => unsavedOn({ ...saved, objects: [moved] }, [addObject(emptyState, one, undefined)], false)).toThrow(
    /have changed/,
  );
});
