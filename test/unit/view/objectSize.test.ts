import { describe, expect, it } from 'vitest';
import type { VolumeGeometry } from '../../../src/core/geometry/volumeGeometry';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import { english } from '../../../src/core/text/message';
import { areaText, labelVolumeText } from '../../../src/core/view/objectSize';
import { rectMask } from '../../support/sidecars';

const size = { width: 60, height: 50 };
const mask = encodeRunLength(rectMask(size, { x0: 0, y0: 0, x1: 40, y1: 30 }));
const geometry: VolumeGeometry = {
  origin: [0, 0, 0],
  spacing: [0.5, 0.5, 3],
  axes: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
};
const on = (slice: number, label = 'liver', volume = 0) => ({ label, slice, volume, mask });
const volumeOf = (...objects: ReturnType<typeof on>[]): string | undefined => {
  const text = labelVolumeText(objects[0]!, objects, { geometry });
  return text && english(text);
};

describe('the size of an object', () => {
  it('is its area in square millimetres, and in pixels without a scale', () => {
    expect(english(areaText(mask, { pixelSpacing: [0.5, 0.5] }))).toBe('300 mm²');
    expect(english(areaText(mask, { pixelSpacing: [0.1, 0.1] }))).toBe('12.0 mm²');
    expect(english(areaText(mask, {}))).toBe('1,200 px');
  });

  it('through the slices is the volume of its label, in the same volume', () => {
    expect(volumeOf(on(0), on(1), on(1, 'spleen'), on(2, 'liver', 1))).toBe('1,800 mm³');
  });

  it('is no volume on one slice, or without a scale', () => {
    expect(volumeOf(on(0), on(0))).toBeUndefined();
    expect(labelVolumeText(on(0), [on(0), on(1)], {})).toBeUndefined();
  });
});
