import { expect, test } from 'vitest';
import { readPalette } from '../../../src/core/layouts/paletteReading';

const black = [0, 0, 0];
const white = [255, 255, 255];
const map = (data: readonly number[], palette?: readonly (readonly number[])[]) => ({
  ...{ width: data.length, height: 1, data: Uint8Array.from(data) },
  ...(palette === undefined ? {} : { palette }),
});

test.each([
  ['no palette', map([0, 1, 1])],
  ['a black index 0', map([0, 1, 1], [black, white])],
  ['several objects on white', map([0, 1, 2], [white, black, [255, 0, 0]])],
  ['nothing but index 0', map([0, 0, 0], [white, black])],
])('values are taken as they are with %s', (_, image) => {
  expect(readPalette(image, undefined)).toEqual({ values: image.data, isSettled: false });
});

test('a light index 0 beside one darker index is a question', () => {
  const image = map([0, 1, 1], [white, black]);
  expect(() => readPalette(image, undefined)).toThrow(expect.objectContaining({ code: 'bad-input' }));
  expect([...readPalette(image, 'colors').values]).toEqual([1, 0, 0]);
  expect([...readPalette(image, 'indices').values]).toEqual([0, 1, 1]);
});
