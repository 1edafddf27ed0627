import { expect, test } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { readObject } from '../../../src/core/layouts/inverted';
import { rectMask } from '../../support/sidecars';

const size = { width: 20, height: 10 };
const small = rectMask(size, { x0: 5, y0: 3, x1: 10, y1: 8 });
const inverted = small.complement.data.map((value) => value * 255);

test('a mask that surrounds a dark part is a question', () => {
  expect(() => readObject(size, inverted, undefined)).toThrow(UserError);
  expect(() => readObject(size, inverted, undefined)).toThrow('--object');
  expect(readObject(size, inverted, 'light')).toEqual(inverted);
  expect(readObject(size, inverted, 'dark')).toEqual(small.data.map((value) => value * 255));
});

test('so is one that is all light, and one whose object touches the border', () => {
  expect(() => readObject(size, new Uint8Array(200).fill(255), undefined)).toThrow('--object');
  const atBorder = rectMask(size, { x0: 5, y0: 0, x1: 9, y1: 8 }).complement.data;
  expect(() => readObject(size, atBorder, undefined)).toThrow('--object');
});

test('slices of a volume are seen together', () => {
  const volume = Uint8Array.from([...inverted, ...inverted]);
  expect(() => readObject(size, volume, undefined)).toThrow('--object');
  expect(readObject(size, Uint8Array.from([...inverted, ...new Uint8Array(200)]), undefined)).toHaveLength(400);
});

test.each([
  ['a usual mask', small.data],
  ['an empty mask', new Uint8Array(200)],
  ['a large object that leaves a corner', rectMask(size, { x0: 0, y0: 0, x1: 20, y1: 9 }).data],
  ['a frame', rectMask(size, { x0: 1, y0: 1, x1: 19, y1: 9 }).complement.data],
  ['several labels', Uint8Array.from(inverted, (value, at) => (at === 20 ? 7 : value))],
])('%s is taken as it is', (_, values) => {
  expect(readObject(size, values, undefined)).toBe(values);
  expect(readObject(size, values, 'dark')).toBe(values);
});
