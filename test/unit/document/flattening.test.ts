import { expect, it } from 'vitest';
import { Flattening, flattenedText } from '../../../src/core/document/flattening';
import { english } from '../../../src/core/text/message';
import { drawLabels } from '../../../src/core/mask/labelMap';
import { rectObject } from '../../support/sidecars';

const size = { width: 10, height: 10 };
const liver = rectObject(size, { x0: 0, y0: 0, x1: 6, y1: 6 });
const lesion = rectObject(size, { x0: 4, y0: 0, x1: 8, y1: 6 }, { id: '2', label: 'lesion' });

it('counts the pixels that a label map loses of an object that a later one covers', () => {
  const [flattened, ...others] = new Flattening().of([liver, lesion]);
  expect(others).toEqual([]);
  expect(flattened).toMatchObject({ object: { id: '1' }, area: 36, covered: 12, by: [{ id: '2' }] });
  expect(english(flattenedText(flattened!))).toBe('12 of 36 pixels of “liver” are covered by “lesion”');
  const map = drawLabels(size, 1, [
    { slice: 0, value: 1, mask: liver.mask },
    { slice: 0, value: 2, mask: lesion.mask },
  ]);
  expect(map.filter((value) => value === 1)).toHaveLength(36 - 12);
});

it('loses nothing to the same label, another slice, another volume, or a rejected object', () => {
  const flattening = new Flattening();
  for (const other of [
    { ...lesion, label: 'liver' },
    { ...lesion, slice: 1 },
    { ...lesion, volume: 1 },
    { ...lesion, status: 'rejected' as const },
  ]) {
    expect(flattening.of([liver, other])).toEqual([]);
  }
  expect(flattening.of([liver, lesion])).toHaveLength(1);
});

it('counts for each object what is on top in the end', () => {
  const again = { ...liver, id: '3' };
  // The liver is drawn over the lesion once more: what it has lost to it is there again.
  expect(new Flattening().of([liver, lesion, again])).toMatchObject([{ object: { id: '2' }, covered: 12 }]);
});
