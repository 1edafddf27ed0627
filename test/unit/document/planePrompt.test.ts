import { describe, expect, it } from 'vitest';
import { applyEdit, invertEdit, type Edit } from '../../../src/core/document/edit';
import {
  answeredInPlane,
  changedInPlane,
  correctsPlane,
  planePromptEdit,
  planePromptsOf,
  promptInPlane,
} from '../../../src/core/document/planePrompt';
import type { DocumentState } from '../../../src/core/document/state';
import { labelInPlane } from '../../../src/core/document/throughPlane';
import type { PlanePlace } from '../../../src/core/image/slicePlace';
import type { Mask } from '../../../src/core/mask/mask';
import { decodeRunLength } from '../../../src/core/mask/runLength';
import type { CandidatePlace, Prompt } from '../../../src/core/prompt/prompt';
import { inFieldOrder } from '../../../src/core/sidecar/sidecar';
import { english } from '../../../src/core/text/message';
import { planeSize } from '../../../src/core/view/plane';
import { lesion, liver, rectMask, rectObject } from '../../support/sidecars';

const info = { width: 20, height: 16, slices: 6 };
const place: PlanePlace = { normal: 1, index: 7 };
const size = planeSize(info, place.normal);
const model = { name: 'tiny', sha256: 'cd' };
const window = { center: 40, width: 400 };
const who = { model, window, by: 'Ada', at: '2026-01-02T03:04:05.000Z' };
const stateOf = (...objects: DocumentState['objects']): DocumentState => ({ labels: [liver, lesion], objects });
const machine = inFieldOrder(
  rectObject(info, { x0: 5, y0: 4, x1: 12, y1: 10 }, { id: '1', slice: 1, reasons: ['is ragged'], signals: { a: 1 } }),
);

const boxPrompt: Prompt = { box: { x0: 4, y0: 1, x1: 14, y1: 4 }, points: [] };
const square = rectMask(size, { x0: 4, y0: 1, x1: 14, y1: 4 });

/** The state after an answer; that it can be undone, and survives JSON, is part of every test. */
function prompted(
  state: DocumentState,
  prompt: Prompt,
  answer: Mask,
  { earlier, hidden, candidate }: { earlier?: Mask; hidden?: ReadonlySet<string>; candidate?: CandidatePlace } = {},
): { after: DocumentState; edit: Edit } {
  const asked = { place, label: 'liver', prompt, hidden };
  const before = labelInPlane(state, asked, size);
  const mask = answeredInPlane(state, asked, before, answer, earlier);
  const corrects = earlier === undefined && correctsPlane(state, asked, before);
  const answered = { mask, corrects, replaces: earlier !== undefined, candidate, slice: info };
  const edit = planePromptEdit(state, asked, answered, who);
  const stored = JSON.parse(JSON.stringify(edit)) as Edit;
  const after = applyEdit(state, stored);
  expect(JSON.stringify(applyEdit(after, invertEdit(stored)))).toBe(JSON.stringify(state));
  return { after, edit };
}

describe('a prompt in a plane', () => {
  it('begins objects on the slices, which keep it with the plane', () => {
    const { after, edit } = prompted(stateOf(), boxPrompt, square);
    expect(english(edit.title)).toBe('Prompt in a plane: liver');
    expect(after.objects.map(({ slice }) => slice)).toEqual([1, 2, 3]);
    for (const object of after.objects) {
      expect(object).toMatchObject({ label: 'liver', prompt: {}, status: 'draft', origin: 'human', model, by: 'Ada' });
      expect(object.planePrompts).toEqual([{ normal: 1, index: 7, box: [4, 1, 14, 4] }]);
      expect(Object.keys(inFieldOrder(object))).toEqual(Object.keys(object));
    }
    expect(labelInPlane(after, { place, label: 'liver' }, size).equals(square)).toBe(true);
    expect(after.window).toEqual(window);
    expect(promptInPlane(after, place, 'liver')).toEqual(boxPrompt);
    expect(promptInPlane(after, { ...place, index: 8 }, 'liver')).toEqual({ points: [] });
    expect(promptInPlane(after, place, 'lesion')).toEqual({ points: [] });
    expect(planePromptsOf(after.objects[0]!)).toEqual([{ normal: 1, index: 7, prompt: boxPrompt }]);
  });

  it('is added to what the label has there; a mask of the model becomes a corrected one, which is kept', () => {
    const { after } = prompted(stateOf(machine), boxPrompt, square);
    const [first, ...others] = after.objects;
    expect(first).toMatchObject({ id: '1', status: 'corrected', origin: 'human', prompt: machine.prompt });
    expect(first!.proposal).toEqual({ mask: machine.mask, signals: { a: 1 } });
    for (const field of ['quality', 'reasons', 'signals']) expect(first).not.toHaveProperty(field);
    expect(decodeRunLength(first!.mask).area).toBe(42 + 3);
    expect(others.map(({ slice }) => slice)).toEqual([2, 3]);
  });

  it('is corrected by clicks, which change only what hangs together with them', () => {
    const { after: before } = prompted(stateOf(), boxPrompt, square);
    const points = [{ x: 16.5, y: 2.5, positive: true }];
    // The model would move a far edge, too.
    const answer = rectMask(size, { x0: 8, y0: 1, x1: 18, y1: 4 });
    const { after } = prompted(before, { ...boxPrompt, points }, answer);
    expect(labelInPlane(after, { place, label: 'liver' }, size).bounds).toEqual({ x0: 4, y0: 1, x1: 18, y1: 4 });
    for (const object of after.objects) {
      expect(object.planePrompts).toEqual([{ normal: 1, index: 7, box: [4, 1, 14, 4], points: [[16.5, 2.5, 1]] }]);
      expect(object.status).toBe('corrected');
    }
  });

  it('is kept up to date by the objects that it does not change', () => {
    const { after: before } = prompted(stateOf(), boxPrompt, square);
    const points = [{ x: 14.5, y: 1.5, positive: true }];
    const more = { ...boxPrompt, points };
    const { after } = prompted(before, more, rectMask(size, { x0: 4, y0: 1, x1: 15, y1: 2 }));
    const areas = after.objects.map(({ mask }) => decodeRunLength(mask).area);
    expect(areas).toEqual([11, 10, 10]);
    expect(after.objects.map(planePromptsOf)).toEqual(Array(3).fill([{ normal: 1, index: 7, prompt: more }]));
  });

  it('corrects what was drawn by hand, and takes away what a negative click hits', () => {
    const start = stateOf(machine);
    const prompt = { points: [{ x: 6.5, y: 1.5, positive: false }] };
    const { after } = prompted(start, prompt, rectMask(size, { x0: 9, y0: 1, x1: 12, y1: 2 }));
    const left = labelInPlane(after, { place, label: 'liver' }, size);
    expect(left.data[1 * size.width + 6]).toBe(0);
    expect(left.data[1 * size.width + 10]).toBe(1);
  });

  it('that is changed takes back what it was answered before, and nothing else', () => {
    const { after: before } = prompted(stateOf(machine), boxPrompt, square);
    expect(changedInPlane(before, { place, label: 'liver', prompt: boxPrompt })).toEqual(boxPrompt);
    const moved: Prompt = { box: { x0: 6, y0: 1, x1: 14, y1: 3 }, points: [] };
    const replaced = changedInPlane(before, { place, label: 'liver', prompt: moved });
    expect(replaced).toEqual(boxPrompt);
    const answer = rectMask(size, { x0: 6, y0: 1, x1: 14, y1: 3 });
    const { after } = prompted(before, moved, answer, { earlier: square });
    expect(labelInPlane(after, { place, label: 'liver' }, size).equals(answer)).toBe(true);
    // The object of slice 3 is gone; the machine's mask keeps its other rows.
    expect(after.objects.map(({ slice }) => slice)).toEqual([1, 2]);
    expect(decodeRunLength(after.objects[0]!.mask).area).toBe(42 - 7 + 8);
    expect(after.objects.map(planePromptsOf)).toEqual(Array(2).fill([{ normal: 1, index: 7, prompt: moved }]));
    const more: Prompt = { ...moved, points: [{ x: 8.5, y: 1.5, positive: false }] };
    expect(changedInPlane(after, { place, label: 'liver', prompt: more })).toBeUndefined();
    expect(changedInPlane(after, { place, label: 'lesion', prompt: moved })).toBeUndefined();
  });

  it('that is changed is kept although its answer stays the same', () => {
    const { after: before } = prompted(stateOf(), boxPrompt, square);
    const moved: Prompt = { box: { x0: 4, y0: 1, x1: 14.5, y1: 4 }, points: [] };
    const { after } = prompted(before, moved, square, { earlier: square });
    expect(after.objects.map(({ mask }) => mask)).toEqual(before.objects.map(({ mask }) => mask));
    expect(promptInPlane(after, place, 'liver')).toEqual(moved);
  });

  it('keeps which of several answers was chosen', () => {
    const prompt: Prompt = { points: [{ x: 6.5, y: 1.5, positive: true }], candidate: 2 };
    const { after } = prompted(stateOf(), prompt, square, { candidate: { rank: 2, count: 3 } });
    const kept = { normal: 1, index: 7, prompt, candidate: { rank: 2, count: 3 } };
    expect(after.objects.map(planePromptsOf)).toEqual(Array(3).fill([kept]));
  });

  it('leaves locked and hidden objects of its label alone', () => {
    const locked = inFieldOrder({ ...machine, locked: true as const });
    const hidden = inFieldOrder({ ...machine, id: '2', slice: 2 });
    const { after } = prompted(stateOf(locked, hidden), boxPrompt, square, { hidden: new Set(['2']) });
    expect(after.objects.slice(0, 2)).toEqual([locked, hidden]);
    expect(after.objects.slice(2).map(({ slice, mask }) => [slice, decodeRunLength(mask).area])).toEqual([
      [1, 10],
      [2, 10],
      [3, 10],
    ]);
  });

  it('whose answer changes nothing is no edit', () => {
    const { edit } = prompted(stateOf(machine), boxPrompt, rectMask(size, { x0: 6, y0: 1, x1: 8, y1: 2 }));
    expect(edit.changes).toEqual([]);
  });
});
