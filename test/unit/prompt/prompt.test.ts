import { describe, expect, it } from 'vitest';
import { isCorrection, type Prompt } from '../../../src/core/prompt/prompt';

const box = { x0: 1, y0: 2, x1: 10, y1: 12 };
const on = { x: 3, y: 4, positive: true };
const off = { x: 8, y: 4, positive: false };

describe('isCorrection', () => {
  it.each<[string, Prompt, Prompt, boolean]>([
    ['a click on a box', { box, points: [] }, { box: { ...box }, points: [off] }, true],
    ['a click after a click', { points: [on] }, { points: [{ ...on }, off] }, true],
    ['the same again', { box, points: [on] }, { box, points: [on] }, false],
    ['a click less', { box, points: [on, off] }, { box, points: [on] }, false],
    ['a click moved and one added', { points: [on] }, { points: [{ ...on, x: 5 }, off] }, false],
    ['a click turned round', { points: [on] }, { points: [{ ...on, positive: false }, off] }, false],
    ['another box', { box, points: [] }, { box: { ...box, x1: 11 }, points: [on] }, false],
    ['a box instead of clicks', { points: [on] }, { box, points: [on, off] }, false],
    ['a click on a mask drawn by hand', { points: [] }, { points: [on] }, true],
    ['a box around a mask drawn by hand', { points: [] }, { box, points: [on] }, false],
  ])('reports %s', (_, prompt, next, expected) => {
    expect(isCorrection(prompt, next)).toBe(expected);
  });
});
