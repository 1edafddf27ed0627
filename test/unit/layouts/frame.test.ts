import { expect, it } from 'vitest';
import { orient } from '../../../src/core/formats/orient';
import { frameOf, rectIn } from '../../../src/core/layouts/frame';
import { english } from '../../../src/core/text/message';
import { drawnMask } from '../../support/drawnMask';

const stored = drawnMask('....', '.##.', '....');
const box = { x0: 1, y0: 1, x1: 3, y1: 2 };

it.each([5, 6, 7, 8])('turns what was annotated before EXIF orientation %i was applied', (orientation) => {
  const frame = frameOf(stored, { width: 3, height: 4, orientation });
  const mask = frame.mask(stored);
  expect([...mask.data]).toEqual([...orient(stored.data, stored, 1, orientation).data]);
  expect(rectIn(frame, box)).toEqual(mask.bounds);
  expect(english(frame.remark!)).toContain('before its EXIF rotation');
});

it('takes annotations as those of the shown image, and says so where its size does not show', () => {
  const image = { width: 3, height: 4, orientation: 6 };
  expect(frameOf({ width: 3, height: 4 }, image).remark).toBeUndefined();
  expect(english(frameOf(undefined, image).remark!)).toContain('its size does not show');
  const turned = frameOf({ width: 3, height: 4 }, { ...image, orientation: 3 });
  expect(english(turned.remark!)).toContain('its size does not show');
  expect(frameOf(undefined, { width: 3, height: 4 }).remark).toBeUndefined();
});

it('scales what was annotated in another size, and refuses another shape, naming both', () => {
  const frame = frameOf({ width: 40, height: 30 }, { width: 4, height: 3 });
  expect(rectIn(frame, { x0: 10, y0: 10, x1: 30, y1: 20 })).toEqual(box);
  expect(english(frame.remark!)).toContain('40 × 30 pixels, but the image has 4 × 3 pixels');
  const small = frameOf(stored, { width: 8, height: 6 });
  expect(small.mask(stored).bounds).toEqual({ x0: 2, y0: 2, x1: 6, y1: 4 });
  expect(() => frameOf({ width: 40, height: 40 }, { width: 4, height: 3 })).toThrow(
    '40 × 40 pixels, but the image has 4 × 3',
  );
});
