import { describe, expect, it } from 'vitest';
import { applyEdit, invertEdit } from '../../../src/core/document/edit';
import { judgeObjects, relabelObjects, removeObjects } from '../../../src/core/document/edits';
import { lockObjects, refuseLocked, requireUnlocked } from '../../../src/core/document/locks';
import { stepObjects } from '../../../src/core/document/order';
import { isPropagated, replacedIn } from '../../../src/core/propagation/propagated';
import { combineObjects, reshapeObjects } from '../../../src/core/document/reshape';
import type { DocumentState } from '../../../src/core/document/state';
import { areaEdit, strokeEdit } from '../../../src/core/document/stroke';
import { deleteFrom } from '../../../src/core/document/throughSlices';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import { hasPersonsWork, type SidecarObject } from '../../../src/core/sidecar/sidecar';
import { english, t } from '../../../src/core/text/message';
import { liver, rectMask, rectObject } from '../../support/sidecars';

const size = { width: 8, height: 4 };
const left = { x0: 0, y0: 0, x1: 3, y1: 4 };
const right = { x0: 5, y0: 0, x1: 8, y1: 4 };
const signature = { by: 'Ada', at: '2026-01-02T03:04:05.000Z' };
const message = '“liver” is locked.';

function stateOf(...objects: SidecarObject[]): DocumentState {
  return { labels: [liver], objects };
}

const open = rectObject(size, right, { id: '2' });
const locked: SidecarObject = { ...rectObject(size, left, { id: '1' }), locked: true };
const state = stateOf(locked, open);

describe('locking', () => {
  it('is an edit that can be undone, of those objects that are not locked yet', () => {
    const edit = lockObjects(state, ['1', '2'], true);
    expect(english(edit.title)).toBe('Lock liver');
    const after = applyEdit(state, edit);
    expect(after.objects.map((object) => object.locked)).toEqual([true, true]);
    expect(after.objects[0]).toBe(locked);
    expect(applyEdit(after, invertEdit(edit))).toEqual(state);
  });

  it('is undone by unlocking', () => {
    const edit = lockObjects(state, ['1', '2'], false);
    expect(english(edit.title)).toBe('Unlock liver');
    const after = applyEdit(state, edit);
    expect(after.objects[0]).not.toHaveProperty('locked');
    expect(() => {
      refuseLocked(state, edit);
    }).not.toThrow();
  });
});

describe('a locked object', () => {
  const small = encodeRunLength(rectMask(size, { x0: 1, y0: 1, x1: 2, y1: 2 }));

  it.each([
    ['deleted', removeObjects(state, ['1', '2'])],
    ['relabelled', relabelObjects(state, ['1'], 'lesion', signature)],
    ['rejected', judgeObjects(state, ['1'], 'rejected', signature)],
    ['cleaned up', reshapeObjects(state, new Map([['1', small]]), t`Smooth`, signature)],
    ['combined', combineObjects(state, ['1', '2'], { how: 'union', keepsOthers: true }, signature)],
    ['merged into another one', combineObjects(state, ['2', '1'], { how: 'union', keepsOthers: false }, signature)],
  ])('cannot be %s', (_, edit) => {
    expect(() => {
      refuseLocked(state, edit);
    }).toThrow(message);
  });

  it.each([
    ['another object is deleted', removeObjects(state, ['2'])],
    ['it is accepted', judgeObjects(state, ['1', '2'], 'accepted', signature)],
    ['it is brought forward', stepObjects(state, ['1'], 'forward')],
    [
      'it is subtracted from another',
      combineObjects(state, ['2', '1'], { how: 'difference', keepsOthers: true }, signature),
    ],
  ])('is no obstacle when %s', (_, edit) => {
    expect(() => {
      refuseLocked(state, edit);
    }).not.toThrow();
  });

  it('is not painted, and not painted over', () => {
    const canvas = { ...size, pixel: [1, 1] } as const;
    const stroke = { slice: 0, erases: false, range: null, sparesOthers: false };
    const dabs: [number, number, number][] = [[4, 2, 8]];
    const hand = { label: 'liver', ...signature };
    expect(() => strokeEdit(state, { ...stroke, objectId: '1', dabs }, canvas, hand)).toThrow(message);
    const { objects } = applyEdit(state, strokeEdit(state, { ...stroke, objectId: '2', dabs }, canvas, hand));
    const expected = rectMask(size, { ...right, x0: left.x1 });
    expect(objects[1]!.mask.counts).toEqual(encodeRunLength(expected).counts);
    const points = [
      [0, 0],
      [8, 0],
      [8, 4],
      [0, 4],
    ] as const;
    const area = { kind: 'polygon', points } as const;
    const filled = applyEdit(state, areaEdit(state, { ...stroke, objectId: '2', area }, canvas, hand));
    expect(filled.objects[1]!.mask.counts).toEqual(encodeRunLength(expected).counts);
  });

  it('stays when its label is deleted on slices, or propagated again', () => {
    const made: SidecarObject = { ...locked, origin: 'machine', model: { name: 'm', sha256: '00' } };
    const both = stateOf(made, { ...made, id: '2', locked: undefined });
    expect(deleteFrom(both, '1', 0).changes).toHaveLength(1);
    expect(both.objects.map(isPropagated)).toEqual([false, true]);
    expect(replacedIn(both.objects, 'liver', { volume: 0, from: 0, to: 0 }).map(({ id }) => id)).toEqual(['2']);
  });

  it('makes bulk runs leave its image alone', () => {
    const draft: SidecarObject = { ...open, origin: 'machine', status: 'draft', run: 'r' };
    expect(hasPersonsWork({ objects: [draft] })).toBe(false);
    expect(hasPersonsWork({ objects: [{ ...draft, locked: true }] })).toBe(true);
  });
});

it('a command leaves out what is locked, and fails where all is', () => {
  expect(requireUnlocked(state.objects)).toEqual([open]);
  expect(requireUnlocked([])).toEqual([]);
  expect(() => requireUnlocked([locked])).toThrow(message);
});
