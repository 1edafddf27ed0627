import { expect, it } from 'vitest';
import { likelyNext } from '../../../src/core/view/likelyNext';

it('are near slices, in the direction of scrolling first', () => {
  expect(likelyNext(5, undefined, 10, 2)).toEqual([6, 4]);
  expect(likelyNext(5, 4, 10, 4)).toEqual([6, 4, 7, 3]);
  expect(likelyNext(5, 8, 10, 3)).toEqual([4, 6, 3]);
});

it('never lie outside the image', () => {
  expect(likelyNext(0, 1, 10, 2)).toEqual([1, 2]);
  expect(likelyNext(9, 8, 10, 3)).toEqual([8, 7, 6]);
  expect(likelyNext(1, 0, 3, 100)).toEqual([2, 0]);
  expect(likelyNext(0, undefined, 1, 2)).toEqual([]);
  expect(likelyNext(5, 4, 10, 0)).toEqual([]);
});
