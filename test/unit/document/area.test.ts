import { describe, expect, it } from 'vitest';
import { DocumentModel } from '../../../src/core/document/documentModel';
import { emptyState } from '../../../src/core/document/state';
import { areaEdit } from '../../../src/core/document/stroke';
import { decodeRunLength } from '../../../src/core/mask/runLength';
import type { AreaRequest } from '../../../src/core/protocol/hostApi';
import { english } from '../../../src/core/text/message';
import { rectMask, rectObject } from '../../support/sidecars';

const size = { width: 40, height: 30 };
const canvas = { ...size, pixel: [1, 1] as const };
const hand = { by: 'Anna', at: '2026-11-29T20:00:00.000Z', label: 'liver' };
const square = (x0: number, y0: number, x1: number, y1: number): AreaRequest['area'] => ({
  kind: 'polygon',
  points: [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ],
});
const request = (area: AreaRequest['area'], change: Partial<AreaRequest> = {}): AreaRequest => ({
  ...{ slice: 0, objectId: null, erases: false, range: null, sparesOthers: false, area },
  ...change,
});

describe('an area', () => {
  it('begins an object, which a person has drawn', () => {
    const model = new DocumentModel(emptyState);
    const edit = areaEdit(model.state, request(square(5, 5, 15, 15)), canvas, hand);
    expect(english(edit.title)).toBe('Add outline: liver');
    model.apply(edit);
    expect(model.state.objects).toMatchObject([{ label: 'liver', status: 'corrected', origin: 'human', prompt: {} }]);
    model.undo(edit);
    expect(model.state).toEqual(emptyState);
  });

  it('changes an object in the rectangle that differs alone, and is undone to the same mask', () => {
    const object = rectObject(size, { x0: 10, y0: 10, x1: 20, y1: 20 });
    const model = new DocumentModel({ ...emptyState, objects: [object] });
    const erased = request(square(18, 8, 25, 25), { objectId: '1', erases: true });
    const edit = areaEdit(model.state, erased, canvas, hand);
    expect(english(edit.title)).toBe('Subtract outline: liver');
    expect(edit.changes).toMatchObject([{ kind: 'repaint', rect: { x0: 18, y0: 10, x1: 20, y1: 20 } }]);
    model.apply(edit);
    const left = rectMask(size, { x0: 10, y0: 10, x1: 18, y1: 20 });
    expect(decodeRunLength(model.state.objects[0]!.mask).equals(left)).toBe(true);
    model.undo(edit);
    expect(model.state.objects).toEqual([object]);
  });

  it('spares the pixels of other objects if asked to', () => {
    const object = rectObject(size, { x0: 0, y0: 0, x1: 10, y1: 30 });
    const state = { ...emptyState, objects: [object] };
    const edit = areaEdit(state, request(square(5, 5, 15, 15), { sparesOthers: true }), canvas, hand);
    const model = new DocumentModel(state);
    model.apply(edit);
    expect(decodeRunLength(model.state.objects[1]!.mask).area).toBe(50);
  });

  it('is refused on an object that no longer exists', () => {
    expect(() => areaEdit(emptyState, request(square(5, 5, 9, 9), { objectId: '7' }), canvas, hand)).toThrow(
      'no longer exists',
    );
  });
});
