import { expect, it } from 'vitest';
import { hexOfCieLab } from '../../../src/core/formats/dicom/segmentation/cieLab';

// CIELab of the sRGB primaries under D50, as Bruce Lindbloom's calculator gives them.
it.each<[string, number, number, number]>([
  ['#000000', 0, 0, 0],
  ['#ffffff', 100, 0, 0],
  ['#ff0000', 54.2905, 80.8049, 69.891],
  ['#00ff00', 87.8185, -79.2711, 80.9946],
  ['#0000ff', 29.5676, 68.2986, -112.0294],
  ['#777777', 50.034, 0, 0],
])('gives %s', (hex, l, a, b) => {
  const stored = [(l / 100) * 65535, ((a + 128) / 255) * 65535, ((b + 128) / 255) * 65535].map(Math.round);
  const near = (color: string): number[] => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  const found = near(hexOfCieLab(stored as [number, number, number]));
  for (const [i, value] of near(hex).entries()) expect(Math.abs(found[i]! - value)).toBeLessThanOrEqual(1);
});
