import { describe, expect, it } from 'vitest';
import { applyEdit, invertEdit, type Edit } from '../../../src/core/document/edit';
import {
  answeredInPlane,
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
import type { Prompt } from '../../../src/core/prompt/prompt';
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
function prompted(state: DocumentState, prompt: Prompt, answer: Mask): { after: DocumentState; edit: Edit } {
  const asked = { place, label: 'liver', prompt };
  const before = labelInPlane(state, place, 'liver', size);
  const mask = answeredInPlane(state, asked, before, answer);
  const edit = planePromptEdit(state, asked, { mask, corrects: correctsPlane(state, asked, before), slice: info }, who);
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
    expect(labelInPlane(after, place, 'liver', size).equals(square)).toBe(true);
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
    expect(labelInPlane(after, place, 'liver', size).bounds).toEqual({ x0: 4, y0: 1, x1: 18, y1: 4 });
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
    const left = labelInPlane(after, place, 'liver', size);
    expect(left.data[1 * size.width + 6]).toBe(0);
    expect(left.data[1 * size.width + 10]).toBe(1);
  });

  it('whose answer changes nothing is no edit', () => {
    const { edit } = prompted(stateOf(machine), boxPrompt, rectMask(size, { x0: 6, y0: 1, x1: 8, y1: 2 }));
    expect(edit.changes).toEqual([]);
  });
});
