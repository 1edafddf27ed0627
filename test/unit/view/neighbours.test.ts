import { expect, it } from 'vitest';
import { neighbours } from '../../../src/core/view/neighbours';

it('are near slices, in the direction of scrolling first', () => {
  expect(neighbours(5, undefined, 10, 2)).toEqual([6, 4]);
  expect(neighbours(5, 4, 10, 4)).toEqual([6, 4, 7, 3]);
  expect(neighbours(5, 8, 10, 3)).toEqual([4, 6, 3]);
});

it('never lie outside the image', () => {
  expect(neighbours(0, 1, 10, 2)).toEqual([1, 2]);
  expect(neighbours(9, 8, 10, 3)).toEqual([8, 7, 6]);
  expect(neighbours(1, 0, 3, 100)).toEqual([2, 0]);
  expect(neighbours(0, undefined, 1, 2)).toEqual([]);
  expect(neighbours(5, 4, 10, 0)).toEqual([]);
});
