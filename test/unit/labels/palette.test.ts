import { describe, expect, it } from 'vitest';
import { colorDistance } from '../../../src/core/labels/distinctColors';
import { palette, paletteColor } from '../../../src/core/labels/palette';
import { deltaE00, labOf } from '../../support/colorVision';

const colors = (count: number): string[] => Array.from({ length: count }, (_, i) => paletteColor(i + 1));

/** Distance of the two colours that are closest. */
function closest(list: readonly string[]): number {
  return Math.min(...list.flatMap((color, i) => list.slice(0, i).map((other) => colorDistance(color, other))));
}

describe('colours of labels', () => {
  it('begin with the palette, so that labels of small sets keep their colours', () => {
    expect(colors(palette.length)).toEqual([...palette]);
  });

  it.each(['none', 'protanopia', 'deuteranopia'] as const)(
    'of small sets stay apart with the deficiency: %s',
    (deficiency) => {
      const seen = palette.map((color) => labOf(color, deficiency));
      const distances = seen.flatMap((color, i) => seen.slice(0, i).map((other) => deltaE00(color, other)));
      expect(Math.min(...distances)).toBeGreaterThan(11);
    },
  );

  it('are compared by CIEDE2000 as its authors compute it', () => {
    // Sharma, Wu and Dalal (2005), table 1, pairs 1, 7, 17 and 25.
    expect(deltaE00([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 4);
    expect(deltaE00([50, 0, 0], [50, -1, 2])).toBeCloseTo(2.3669, 4);
    expect(deltaE00([50, 2.5, 0], [73, 25, -18])).toBeCloseTo(27.1492, 4);
    expect(deltaE00([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387])).toBeCloseTo(1.2644, 4);
  });

  // A just noticeable difference of large patches is 0.02.
  it.each([
    [32, 0.09],
    [57, 0.06],
    [104, 0.03],
    [160, 0.02],
  ])('stay apart for %i labels', (count, least) => {
    expect(closest(colors(count))).toBeGreaterThan(least);
  });

  it('depend on the value alone', () => {
    expect(paletteColor(104)).toBe(colors(104)[103]);
    expect(paletteColor(161)).toBe(paletteColor(1));
  });

  it('are measured as OKLab defines them', () => {
    // https://bottosson.github.io/posts/oklab: white is L 1, black L 0; lightness counts 0.8 here.
    expect(colorDistance('#ffffff', '#000000')).toBeCloseTo(0.8, 5);
    // Red is L 0.62796, a 0.22486, b 0.12585; blue is L 0.45201, a −0.03246, b −0.31153.
    const expected = Math.hypot(0.8 * (0.62796 - 0.45201), 0.22486 + 0.03246, 0.12585 + 0.31153);
    expect(colorDistance('#ff0000', '#0000ff')).toBeCloseTo(expected, 3);
  });
});
