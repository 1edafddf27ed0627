import { expect, it } from 'vitest';
import { objectColor } from '../../../src/core/labels/objectColor';
import { palette } from '../../../src/core/labels/palette';
import { deltaE00, labOf } from '../../support/colorVision';

const labelColor = '#123456';
const object = (id: string, status: 'draft' | 'accepted' | 'corrected' | 'rejected' = 'draft') => ({ id, status });

it('an object has the colour of its label, whatever it is', () => {
  expect(objectColor(object('7', 'accepted'), 'label', labelColor)).toBe(labelColor);
});

it('an object has a colour of its own that does not depend on others', () => {
  const colors = palette.map((_, i) => objectColor(object(String(i + 1)), 'object', labelColor));
  expect(colors).toEqual(palette);
  expect(objectColor(object('lesion-a'), 'object', labelColor)).toMatch(/^#[0-9a-f]{6}$/);
  expect(objectColor(object('lesion-a'), 'object', labelColor)).toBe(
    objectColor(object('lesion-a'), 'object', '#000000'),
  );
});

it.each(['none', 'protanopia', 'deuteranopia'] as const)(
  'statuses have colours that stay apart with the deficiency: %s',
  (deficiency) => {
    const seen = (['draft', 'accepted', 'corrected'] as const).map((status) =>
      labOf(objectColor(object('1', status), 'status', labelColor), deficiency),
    );
    const distances = seen.flatMap((color, i) => seen.slice(0, i).map((other) => deltaE00(color, other)));
    expect(Math.min(...distances)).toBeGreaterThan(15);
  },
);
