import { expect, test } from 'vitest';
import { english } from '../../../src/core/text/message';
import type { Slice } from '../../../src/core/image/slice';
import { describeMeasurement } from '../../../src/core/view/measure';

/** 10 × 10 values: the column's number. */
const slice: Slice = {
  width: 10,
  height: 10,
  channels: 1,
  data: Int16Array.from({ length: 100 }, (_, i) => i % 10),
  slope: 2,
  intercept: -4,
  invert: false,
  windows: [],
};
const info = { unit: 'HU', channels: 1 as const, pixelSpacing: [0.5, 2] as const };
const line = { kind: 'ruler' as const, slice: 0, from: { x: 1, y: 1 }, to: { x: 7, y: 3 } };

test('a ruler counts pixels as large as they are', () => {
  expect(english(describeMeasurement(line, info, slice))).toBe('5.0 mm');
  expect(english(describeMeasurement(line, { unit: '', channels: 1 }, slice))).toBe('6.3 px');
});

test('an area is that of the ellipse, with the values inside it', () => {
  const area = { ...line, kind: 'area' as const, from: { x: 2, y: 2 }, to: { x: 8, y: 8 } };
  expect(english(describeMeasurement(area, info, slice))).toBe('28.3 mm² · mean 5.0 HU · 0 to 10');
  expect(english(describeMeasurement(area, { unit: '', channels: 1 }, slice))).toBe('28.3 px² · mean 5.0 · 0 to 10');
});

test('an area outside the image or of nothing has no values', () => {
  const outside = { ...line, kind: 'area' as const, from: { x: -9, y: -9 }, to: { x: -3, y: -3 } };
  expect(english(describeMeasurement(outside, info, slice))).toBe('28.3 mm²');
  expect(english(describeMeasurement({ ...outside, to: outside.from }, info, slice))).toBe('0.0 mm²');
});
