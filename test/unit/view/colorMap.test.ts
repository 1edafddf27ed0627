import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { colorMaps, colorTable, plainColoring } from '../../../src/core/view/colorMap';

/** matplotlib's maps, see golden/view/colorMaps.py. */
const golden = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../../golden/view/colorMaps.json'), 'utf8'),
) as Record<'viridis' | 'inferno', string>;

const parts = (color: number): number[] => [color & 255, (color >> 8) & 255, (color >> 16) & 255, color >>> 24];

test.each(['viridis', 'inferno'] as const)('%s is that of matplotlib, but for a few levels', (map) => {
  const bytes = Buffer.from(golden[map], 'hex');
  colorTable({ map, invert: false }).forEach((color, level) => {
    const [red, green, blue, alpha] = parts(color);
    expect(alpha).toBe(255);
    [red, green, blue].forEach((value, channel) => {
      expect(Math.abs(value! - bytes[level * 3 + channel]!)).toBeLessThanOrEqual(6);
    });
  });
});

test('hot iron is the palette of PS3.6, B.1.1', () => {
  const table = colorTable({ map: 'hot iron', invert: false });
  expect([0, 64, 128, 192, 255].map((level) => parts(table[level]!).slice(0, 3))).toEqual([
    [0, 0, 0],
    [128, 0, 0],
    [255, 0, 0],
    [255, 128, 0],
    [255, 254, 252],
  ]);
});

test('grey is grey, and inverting changes bright and dark', () => {
  expect(parts(colorTable(plainColoring)[77]!)).toEqual([77, 77, 77, 255]);
  for (const map of colorMaps) {
    const inverted = colorTable({ map, invert: true });
    expect(inverted.toReversed()).toEqual(colorTable({ map, invert: false }));
  }
});
