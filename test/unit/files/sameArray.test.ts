import { expect, it } from 'vitest';
import { isSameArray } from '../../../src/node/files/sameArray';

it.each([
  ['bytes', Uint8Array.of(1, 2), Uint8Array.of(1, 2), true],
  ['other bytes', Uint8Array.of(1, 2), Uint8Array.of(1, 3), false],
  ['numbers of other widths', Uint8Array.of(1, 2), Uint16Array.of(1, 2), true],
  ['numbers of other widths that differ', Uint8Array.of(1, 2), Uint16Array.of(1, 258), false],
  ['a longer array', Uint16Array.of(1, 2), Uint16Array.of(1, 2, 0), false],
  ['a part of an array', Uint16Array.of(9, 1, 2).subarray(1), Uint16Array.of(1, 2), true],
])('compares %s', (_, a, b, same) => {
  expect(isSameArray(a, b)).toBe(same);
});
