import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DocumentModel } from '../../../src/core/document/documentModel';
import { applyEdit, invertEdit, type Edit } from '../../../src/core/document/edit';
import { unsavedOn } from '../../../src/core/document/replay';
import { strokeEdit } from '../../../src/core/document/stroke';
import { emptyState, type DocumentState } from '../../../src/core/document/state';
import type { Slice } from '../../../src/core/image/slice';
import { type Mask } from '../../../src/core/mask/mask';
import { decodeRunLength } from '../../../src/core/mask/runLength';
import type { StrokeRequest } from '../../../src/core/protocol/hostApi';
import { formatSidecar, inFieldOrder, parseSidecar } from '../../../src/core/sidecar/sidecar';
import { sidecarVersion } from '../../../src/core/sidecar/migrations';
import { english } from '../../../src/core/text/message';
import { lesion, liver, rectMask, rectObject } from '../../support/sidecars';

const size = { width: 40, height: 30 };
const canvas = { ...size, pixel: [1, 1] as const };
const who = { by: 'Ada', at: '2026-01-02T03:04:05.000Z', label: 'liver' };
const box = { x0: 5, y0: 5, x1: 15, y1: 15 };
const one = inFieldOrder(rectObject(size, box, { id: '1', reasons: ['is ragged'], signals: { a: 0.5 } }));
const stateOf = (...objects: DocumentState['objects']): DocumentState => ({ labels: [liver, lesion], objects });

function stroke(dabs: StrokeRequest['dabs'], change: Partial<StrokeRequest> = {}): StrokeRequest {
  return { slice: 0, objectId: '1', erases: false, dabs, range: null, sparesOthers: false, ...change };
}

/** The objects after an edit; that it can be undone, and survives JSON, is part of every test. */
function edited(state: DocumentState, edit: Edit): DocumentState['objects'] {
  const stored = JSON.parse(JSON.stringify(edit)) as Edit;
  const after = applyEdit(state, stored);
  expect(JSON.stringify(applyEdit(after, invertEdit(stored)))).toBe(JSON.stringify(state));
  return after.objects;
}

const maskOf = (object: DocumentState['objects'][number]): Mask => decodeRunLength(object.mask);

describe('a stroke', () => {
  it('makes a mask of the model a corrected one, and keeps what the model had made', () => {
    const state = stateOf(one);
    const edit = strokeEdit(state, stroke([[20, 10, 3]]), canvas, who);
    expect(english(edit.title)).toBe('Brush stroke: liver');
    const [object] = edited(state, edit);
    expect(object).toMatchObject({ status: 'corrected', origin: 'human', by: 'Ada', prompt: one.prompt });
    expect(object!.proposal).toEqual({ mask: one.mask, signals: { a: 0.5 } });
    for (const field of ['quality', 'reasons', 'signals']) expect(object).not.toHaveProperty(field);
    expect(maskOf(object!).data[10 * 40 + 20]).toBe(1);
    expect(maskOf(object!).area).toBeGreaterThan(100);
  });

  it('begins an object with the label to come, on its slice and in its volume', () => {
    const edit = strokeEdit(emptyState, stroke([[20, 10, 3]], { objectId: null, slice: 4, volume: 2 }), canvas, who);
    const [object] = edited(emptyState, edit);
    expect(object).toMatchObject({ id: '1', label: 'liver', slice: 4, volume: 2, prompt: {}, status: 'corrected' });
    expect(applyEdit(emptyState, edit).labels.map(({ name }) => name)).toEqual(['liver']);
  });

  it('erases, and removes an object of which nothing is left', () => {
    const state = stateOf(one);
    const part = strokeEdit(state, stroke([[5, 5, 4]], { erases: true }), canvas, who);
    expect(english(part.title)).toBe('Eraser stroke: liver');
    expect(maskOf(edited(state, part)[0]!).area).toBeLessThan(100);
    const all = strokeEdit(state, stroke([[10, 10, 30]], { erases: true }), canvas, who);
    expect(edited(state, all)).toEqual([]);
  });

  it('that changes no pixel is no edit', () => {
    const state = stateOf(one);
    expect(strokeEdit(state, stroke([[10, 10, 2]]), canvas, who).changes).toEqual([]);
    expect(strokeEdit(state, stroke([[30, 20, 2]], { erases: true }), canvas, who).changes).toEqual([]);
    expect(strokeEdit(state, stroke([[-30, 20, 2]], { objectId: null }), canvas, who).changes).toEqual([]);
  });

  it('spares other objects of the slice if asked to, but not rejected ones', () => {
    const right = { x0: 15, y0: 0, x1: 40, y1: 30 };
    const others = [
      rectObject(size, right, { id: '2', label: 'lesion' }),
      rectObject(size, { ...right, x0: 0 }, { id: '3', slice: 1 }),
      rectObject(size, { ...right, x0: 0 }, { id: '4', status: 'rejected' }),
    ];
    const state = stateOf(one, ...others);
    const wide = stroke([[15, 15, 5]], { sparesOthers: true });
    const [object] = edited(state, strokeEdit(state, wide, canvas, who));
    const added = maskOf(object!).data.map((value, i) => value - maskOf(one).data[i]!);
    const other = rectMask(size, right).data;
    expect(added.some((value) => value === 1)).toBe(true);
    expect(added.every((value, i) => value === 0 || other[i] === 0)).toBe(true);
    const [erased] = edited(state, strokeEdit(state, { ...wide, erases: true }, canvas, who));
    expect(maskOf(erased!).area).toBeLessThan(100);
  });

  it('paints only values in a range', () => {
    const data = Int16Array.from({ length: 1200 }, (_, i) => i % 40);
    const slice: Slice = { ...size, channels: 1, data, slope: 2, intercept: -10, invert: false, windows: [] };
    const state = stateOf(one);
    // 2 · x − 10: columns 16 to 18.
    const limited = stroke([[17, 25, 4]], { range: [22, 26] });
    const [object] = edited(state, strokeEdit(state, limited, { ...canvas, slice }, who));
    const columns = [...maskOf(object!).data.keys()].filter((i) => i >= 15 * 40 && maskOf(object!).data[i] === 1);
    expect(new Set(columns.map((i) => i % 40))).toEqual(new Set([16, 17, 18]));
  });

  it('does not fit an object that no longer exists or is on another slice, or pixels that have changed', () => {
    expect(() => strokeEdit(emptyState, stroke([[1, 1, 1]]), canvas, who)).toThrow(/no longer exists/);
    expect(() => strokeEdit(stateOf(one), stroke([[1, 1, 1]], { slice: 3 }), canvas, who)).toThrow(/no longer exists/);
    const edit = strokeEdit(stateOf(one), stroke([[20, 10, 3]]), canvas, who);
    const elsewhere = stateOf(rectObject(size, { ...box, x1: 20 }, { id: '1' }));
    expect(() => applyEdit(elsewhere, edit)).toThrow(/have changed/);
    expect(() => applyEdit(emptyState, edit)).toThrow(/have changed/);
  });
});

const path = fc.array(
  fc.tuple(fc.double({ min: 0, max: 40, noNaN: true }), fc.double({ min: 0, max: 30, noNaN: true }), fc.constant(2.5)),
  { minLength: 1, maxLength: 4 },
);

it('500 strokes are undone and redone byte for byte, with data as large as the changes', () => {
  const bytes = (state: DocumentState): string => {
    const image = { file: 'a.png', width: 40, height: 30, slices: 1 };
    const [labels, objects] = [[...state.labels], [...state.objects]];
    const text = formatSidecar({ format: 'sam-unet-masks', version: sidecarVersion, image, labels, objects });
    expect(() => parseSidecar(text, 'a')).not.toThrow();
    return text;
  };
  const strokes = fc.sample(fc.tuple(path, fc.boolean(), fc.boolean()), { numRuns: 1500, seed: 7 });
  const start = stateOf(one, rectObject(size, { x0: 20, y0: 2, x1: 38, y1: 28 }, { id: '2', label: 'lesion' }));
  const model = new DocumentModel(start);
  const edits: Edit[] = [];
  for (const [dabs, erases, isFirst] of strokes) {
    if (edits.length === 500) break;
    const { objects } = model.state;
    const objectId = objects[isFirst ? 0 : objects.length - 1]?.id ?? null;
    const request = stroke(dabs, { objectId, erases: erases && objectId !== null });
    const edit = strokeEdit(model.state, request, canvas, { ...who, at: new Date(edits.length * 1000).toISOString() });
    if (edit.changes.length === 0) continue;
    model.apply(edit);
    edits.push(edit);
  }
  expect(edits).toHaveLength(500);
  const [before, after] = [bytes(start), bytes(model.state)];
  expect(JSON.stringify(edits).length).toBeLessThan(500 * 1000);
  const kept = JSON.parse(JSON.stringify(model.unsavedEdits)) as Edit[];
  expect(bytes(new DocumentModel(start, kept).state)).toBe(after);
  for (const edit of edits.toReversed()) model.undo(edit);
  expect(bytes(model.state)).toBe(before);
  expect(model.isDirty).toBe(false);
  for (const edit of edits) model.apply(edit);
  expect(bytes(model.state)).toBe(after);
});

it('strokes that a save had written just before the end are not repeated', () => {
  const start = stateOf(one);
  const first = strokeEdit(start, stroke([[20, 10, 3]]), canvas, who);
  const second = strokeEdit(applyEdit(start, first), stroke([[12, 10, 3]], { erases: true }), canvas, who);
  const written = applyEdit(applyEdit(start, first), second);
  expect(unsavedOn(written, [first, second], false)).toEqual([]);
  expect(unsavedOn(start, [first, second], false)).toEqual([first, second]);
  expect(() => unsavedOn(stateOf(), [first, second], false)).toThrow(/have changed/);
});
