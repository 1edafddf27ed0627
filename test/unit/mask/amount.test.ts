import { expect, it } from 'vitest';
import { parseAmount, pixelsOf, sizeIn, voxelsOf } from '../../../src/core/mask/cleanUp/amount';

it.each([
  ['2', { value: 2, unit: 'px' }],
  [' 2 px ', { value: 2, unit: 'px' }],
  ['1.5 mm', { value: 1.5, unit: 'mm' }],
  ['1,5MM', { value: 1.5, unit: 'mm' }],
  ['.5mm', { value: 0.5, unit: 'mm' }],
  ['3 mm²', { value: 3, unit: 'mm' }],
  ['3 mm2', { value: 3, unit: 'mm' }],
  ['20 px²', { value: 20, unit: 'px' }],
  ['100 mm³', { value: 100, unit: 'mm' }],
  ['100 mm3', { value: 100, unit: 'mm' }],
])('reads “%s”', (text, expected) => {
  expect(parseAmount(text)).toEqual(expected);
});

it.each(['', '0', '-1', 'two', '2 cm', '1.2.3', '1 000', '2 2', '2²', 'NaN', 'Infinity'])(
  'does not read “%s”',
  (text) => {
    expect(parseAmount(text)).toBeUndefined();
  },
);

it('needs a scale for millimetres', () => {
  expect(sizeIn('px', undefined)).toEqual([1, 1]);
  expect(sizeIn('mm', [0.5, 0.8])).toEqual([0.5, 0.8]);
  expect(sizeIn('mm', undefined)).toBeUndefined();
  expect(pixelsOf({ value: 3, unit: 'mm' }, [0.5, 0.8])).toBe(8);
  expect(pixelsOf({ value: 3, unit: 'px' }, [0.5, 0.8])).toBe(3);
  expect(pixelsOf({ value: 3, unit: 'mm' }, undefined)).toBeUndefined();
  expect(voxelsOf({ value: 3, unit: 'mm' }, [0.5, 0.8, 3])).toBe(3);
  expect(voxelsOf({ value: 3, unit: 'px' }, undefined)).toBe(3);
  expect(voxelsOf({ value: 3, unit: 'mm' }, undefined)).toBeUndefined();
});
