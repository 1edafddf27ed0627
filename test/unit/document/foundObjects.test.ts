import { describe, expect, it, vi } from 'vitest';
import { foundObjects, type AskBoxes } from '../../../src/core/document/foundObjects';
import { combine } from '../../support/combined';
import { decodeRunLength, encodeRunLength } from '../../../src/core/mask/runLength';
import { Mask } from '../../../src/core/mask/mask';
import { inscribedEllipse } from '../../../src/core/metrics/inscribedEllipse';
import { overlap } from '../../../src/core/metrics/overlap';
import { rectMask } from '../../support/sidecars';

const size = { width: 10, height: 10 };
const rects = [
  { x0: 0, y0: 0, x1: 3, y1: 2 },
  { x0: 5, y0: 5, x1: 9, y1: 9 },
  { x0: 9, y0: 0, x1: 10, y1: 1 },
];
const mask = new Mask(size.width, size.height);
for (const rect of rects) {
  const { data } = rectMask(size, rect);
  for (let i = 0; i < data.length; i++) mask.data[i]! |= data[i]!;
}
const neverAsked: AskBoxes = () => Promise.reject(new Error('The model was asked.'));
const answer = { mask: encodeRunLength(mask), quality: 0.8 };

describe('the objects of a taught label on a slice', () => {
  it('are one, in the box around it, where the examples show one', async () => {
    expect(await foundObjects(answer, undefined, neverAsked)).toEqual([
      { prompt: { box: { x0: 0, y0: 0, x1: 10, y1: 9 }, points: [] }, answer },
    ]);
  });

  it('are its components, each in its box, where the examples show several; smaller ones are noise', async () => {
    const found = await foundObjects(answer, { smallest: 0.06, typical: 0.15 }, neverAsked);
    expect(found.map(({ prompt }) => prompt.box)).toEqual([rects[0], rects[1]]);
    expect(found.map(({ answer: { mask: part } }) => decodeRunLength(part).area)).toEqual([6, 16]);
    expect(found[0]!.answer.quality).toBe(0.8);
  });

  it('are none where it was not found', async () => {
    expect(await foundObjects({ mask: encodeRunLength(new Mask(4, 4)) }, undefined, neverAsked)).toEqual([]);
    expect(await foundObjects({ mask: encodeRunLength(new Mask(4, 4)) }, { smallest: 0.1 }, neverAsked)).toEqual([]);
  });

  describe('that touch', () => {
    const size = { width: 60, height: 40 };
    const discs = [
      { x0: 4, y0: 10, x1: 24, y1: 30 },
      { x0: 22, y0: 12, x1: 42, y1: 32 },
    ].map((rect) => inscribedEllipse(size, rect));
    const together = { mask: encodeRunLength(combine(discs[0]!, discs[1]!, 'union')), quality: 0.7 };
    const instances = { smallest: 0.08, typical: discs[0]!.area / (size.width * size.height) };
    const answering = (masks: readonly Mask[]): AskBoxes =>
      vi.fn<AskBoxes>((prompts) =>
        Promise.resolve(prompts.map((_, i) => ({ mask: encodeRunLength(masks[i]!), quality: 0.9 }))),
      );

    it('are asked about with the box of each, and share no pixel', async () => {
      const ask = answering(discs);
      const found = await foundObjects(together, instances, ask);
      const [left, right] = found.map(({ answer: { mask } }) => decodeRunLength(mask));
      expect(overlap(left!, discs[0]!).dice).toBeGreaterThan(0.95);
      expect(overlap(right!, discs[1]!).dice).toBeGreaterThan(0.95);
      expect(combine(left!, right!, 'intersection').area).toBe(0);
      expect(found.map(({ answer: { quality } }) => quality)).toEqual([0.9, 0.9]);
      expect(ask).toHaveBeenCalledExactlyOnceWith(found.map(({ prompt }) => prompt));
    });

    it('keep what was found where the model answers with something else', async () => {
      const elsewhere = inscribedEllipse(size, { x0: 50, y0: 0, x1: 58, y1: 8 });
      const found = await foundObjects(together, instances, answering([discs[0]!, elsewhere]));
      expect(overlap(decodeRunLength(found[1]!.answer.mask), discs[1]!).dice).toBeGreaterThan(0.9);
    });

    it('are one where the model sees the same in both boxes', async () => {
      const whole = decodeRunLength(together.mask);
      expect(await foundObjects(together, instances, answering([whole, whole]))).toEqual([
        { prompt: { box: whole.bounds, points: [] }, answer: together },
      ]);
    });

    it('are one for a label that was taught before sizes were measured', async () => {
      expect(await foundObjects(together, { smallest: instances.smallest }, neverAsked)).toHaveLength(1);
    });
  });
});
