import { expect, it } from 'vitest';
import { corrected, correctionPrompt } from '../../../src/core/document/correction';
import { combine } from '../../support/combined';
import { decodeRunLength, encodeRunLength } from '../../../src/core/mask/runLength';
import { rectMask, rectObject } from '../../support/sidecars';

const size = { width: 64, height: 48 };
const before = rectObject(size, { x0: 4, y0: 4, x1: 24, y1: 24 });
const bulge = rectMask(size, { x0: 24, y0: 8, x1: 36, y1: 20 });
const far = rectMask(size, { x0: 50, y0: 30, x1: 60, y1: 40 });
const own = decodeRunLength(before.mask);
const click = { x: 30.5, y: 14.5, positive: true };
const answered = (mask: typeof own) => ({ mask: encodeRunLength(mask), quality: 0.7, signals: { size: 0.5 } });

it('an answer that changes the mask only at the click is taken with the model’s estimate', () => {
  const answer = answered(combine(own, bulge, 'union'));
  expect(corrected(before, answer, { points: [click] })).toEqual(answer);
});

it('of any other answer only the part connected with the click is taken, without the estimate', () => {
  const result = corrected(before, answered(combine(combine(own, bulge, 'union'), far, 'union')), { points: [click] });
  expect(decodeRunLength(result.mask).equals(combine(own, bulge, 'union'))).toBe(true);
  expect(Object.keys(result)).toEqual(['mask']);
});

it('earlier clicks are kept', () => {
  const object = { ...before, prompt: { points: [[10.5, 10.5, 1]] as [number, number, 0 | 1][] } };
  const next = { x: 12.5, y: 12.5, positive: false };
  const prompt = { points: [{ x: 10.5, y: 10.5, positive: true }, next] };
  const { data } = decodeRunLength(corrected(object, answered(far), prompt).mask);
  expect([data[10 * 64 + 10], data[12 * 64 + 12]]).toEqual([1, 0]);
});

it('a click goes to the model with the mask, without a box that only bounds what was found', () => {
  const found = { x0: 4, y0: 4, x1: 24, y1: 24 };
  const changed = { ...rectObject(size, { x0: 24, y0: 8, x1: 36, y1: 20 }), proposal: { mask: before.mask } };
  expect(correctionPrompt(before, { box: found, points: [click] })).toEqual({ points: [click], previous: before.mask });
  expect(correctionPrompt(changed, { box: found, points: [click] })).toEqual({
    points: [click],
    previous: changed.mask,
  });
  const drawn = { box: { ...found, x1: 24.5 }, points: [click] };
  expect(correctionPrompt(before, drawn)).toEqual({ ...drawn, previous: before.mask });
});
