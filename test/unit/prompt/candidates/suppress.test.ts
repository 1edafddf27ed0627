import { expect, it } from 'vitest';
import { suppress } from '../../../../src/core/prompt/candidates/suppress';

const near = (a: number, b: number): number => 1 / (1 + Math.abs(a - b));

it('keeps the best of items that say nearly the same', () => {
  expect(suppress([10, 11, 30, 9, 50, 31], near, 0.3)).toEqual([10, 30, 50]);
});

it('compares with what is kept alone: 12 is near 11, which is gone', () => {
  expect(suppress([10, 11, 13], near, 0.3)).toEqual([10, 13]);
});

it('keeps no more than a number of them', () => {
  expect(suppress([1, 20, 40, 60], near, 0.3, 2)).toEqual([1, 20]);
  expect(suppress([], near, 0.3)).toEqual([]);
});
