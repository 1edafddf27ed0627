import { describe, expect, test } from 'vitest';
import type { Slice } from '../../../src/core/image/slice';
import { english } from '../../../src/core/text/message';
import { offeredWindows, parseWindow } from '../../../src/core/image/windowPresets';

const slice: Slice = {
  width: 101,
  height: 1,
  channels: 1,
  data: Int16Array.from({ length: 101 }, (_, i) => i),
  slope: 1,
  intercept: 0,
  invert: false,
  windows: [{ center: 7, width: 9, name: 'header' }],
};

test('the header comes first, then CT’s windows, then ranges of the values', () => {
  const names = offeredWindows({ modality: 'CT' }, slice, null).map(({ name }) => english(name!));
  expect(names[0]).toBe('header');
  expect(names).toEqual(expect.arrayContaining(['Lung', 'Bone', 'Brain', 'Abdomen', 'Full range']));
  expect(offeredWindows({ modality: 'MR' }, slice, null).map(({ name }) => english(name!))).not.toContain('Lung');
});

test('ranges hold the first and the last value', () => {
  const windows = offeredWindows({ modality: 'MR' }, slice, null);
  expect(windows.find(({ name }) => english(name!) === 'Full range')).toMatchObject({ center: 50.5, width: 101 });
  expect(windows.find(({ name }) => english(name!) === 'Percentiles 10 to 90')).toMatchObject({
    center: 50.5,
    width: 81,
  });
});

test('colour has none', () => {
  expect(offeredWindows({ modality: 'US' }, { ...slice, channels: 3 }, null)).toEqual([]);
});

describe('typed windows', () => {
  test.each([
    ['400 40', { width: 400, center: 40 }],
    ['W 1500 L −600', { width: 1500, center: -600 }],
    ['0.5, -1e-2', { width: 0.5, center: -0.01 }],
  ])('%s', (text, window) => {
    expect(parseWindow(text)).toEqual(window);
  });

  test.each(['', '400', '0 40', '-5 3', '1 2 3', 'wide', '1 . 2'])('%s is none', (text) => {
    expect(parseWindow(text)).toBeUndefined();
  });
});
