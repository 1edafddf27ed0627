import { describe, expect, test } from 'vitest';
import { english } from '../../../src/core/text/message';
import type { ImageInfo } from '../../../src/core/image/medicalImage';
import type { Slice } from '../../../src/core/image/slice';
import { describeImage, describeProbe, describeWindow, formatNumber } from '../../../src/core/view/describe';

const geometry = {
  origin: [-100, -80, 120],
  spacing: [0.5, 0.5, 5],
  axes: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
} as const;
const info: ImageInfo = {
  format: 'dicom',
  width: 4,
  height: 2,
  slices: 1,
  channels: 1,
  sampleType: 'int16',
  modality: 'CT',
  unit: 'HU',
  encoding: '',
};
const slice: Slice = {
  width: 4,
  height: 2,
  channels: 1,
  data: Int16Array.of(0, 1, 2, 3, 4, 5, 6, -30),
  slope: 2,
  intercept: -10,
  invert: false,
  windows: [],
};

describe('the image', () => {
  test.each([
    [{}, 'CT · 4 × 2'],
    [{ modality: '' }, '4 × 2'],
    [{ pixelSpacing: [0.7, 0.7] as const }, 'CT · 4 × 2 · 0.70 mm'],
    [{ pixelSpacing: [0.7, 1.4] as const }, 'CT · 4 × 2 · 0.70 × 1.40 mm'],
    [{ pixelSpacing: [0.5, 0.5] as const, geometry, slices: 9 }, 'CT · 4 × 2 × 9 · 0.50 × 0.50 × 5.00 mm'],
    [{ pixelSpacing: [0.5, 0.5] as const, geometry }, 'CT · 4 × 2 · 0.50 mm'],
    [{ slices: 30, volumes: 40 }, 'CT · 4 × 2 × 30 · 40 volumes'],
    [{ modality: '', arrays: { shown: 't1', all: [{ name: 't1', shape: [2, 4] }] } }, 'array “t1” · 4 × 2'],
  ])('%j is %s', (change, text) => {
    expect(english(describeImage({ ...info, ...change }))).toBe(text);
  });
});

describe('the window', () => {
  test.each([
    [null, ''],
    [{ center: 40, width: 400, name: 'soft tissue' }, 'W 400 L 40 (soft tissue)'],
    [{ center: -600.4, width: 1500 }, 'W 1500 L −600'],
    [{ center: 0.25, width: 0.5 }, 'W 0.500 L 0.250'],
    [{ center: 5, width: 10, name: '' }, 'W 10.0 L 5.0'],
  ])('%j is “%s”', (window, text) => {
    expect(english(describeWindow(window))).toBe(text);
  });
});

describe('the pixel under the pointer', () => {
  test('has a value in its unit and a place in the patient', () => {
    expect(describeProbe({ ...info, geometry }, slice, 3, { x: 3.5, y: 1.5 })).toBe(
      'x 3 y 1 · −70 HU · (−98.5, −79.5, 135.0) mm',
    );
  });

  test.each(['', 'US', 'SIGNAL INTENSITY (UNITLESS)'])('has a bare value where the unit is “%s”', (unit) => {
    expect(describeProbe({ ...info, unit }, slice, 0, { x: 1.9, y: 0.1 })).toBe('x 1 y 0 · −8');
  });

  test('has three values in colour images', () => {
    const colour: Slice = { ...slice, channels: 3, data: Uint8Array.from({ length: 24 }, (_, i) => i) };
    expect(describeProbe({ ...info, channels: 3 }, colour, 0, { x: 1, y: 0 })).toBe('x 1 y 0 · 3 4 5');
  });

  test.each([
    [-0.1, 0],
    [4, 0],
    [0, 2],
  ])('is nothing outside the image at (%f, %f)', (x, y) => {
    expect(describeProbe(info, slice, 0, { x, y })).toBe('');
  });
});

test('numbers have a true minus and no negative zero', () => {
  expect(formatNumber(-12.34, 1)).toBe('−12.3');
  expect(formatNumber(-0.04, 1)).toBe('0.0');
});
