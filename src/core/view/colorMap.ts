import { t, type Text } from '../text/message';

/** How grey levels are coloured on the screen; the model never sees it. */
export const colorMaps = ['grey', 'hot iron', 'viridis', 'inferno'] as const;
export type ColorMap = (typeof colorMaps)[number];

/** Names in the user interface. */
export const colorMapNames: Readonly<Record<ColorMap, Text>> = {
  grey: t`Grey`,
  'hot iron': t`Hot Iron`,
  viridis: 'Viridis',
  inferno: 'Inferno',
};

export interface Coloring {
  readonly map: ColorMap;
  /** Bright and dark change places. */
  readonly invert: boolean;
}

export const plainColoring: Coloring = { map: 'grey', invert: false };

/** Evenly spaced colours of matplotlib's maps, between which is interpolated. */
const anchors = {
  viridis:
    '440154 47186a 472c7b 424085 3a528b 32628d 2c728e 26818e 20908c 1e9e88 27ad80 3dbb74 5bc862 81d34c aadb32 d4e11a fde724',
  inferno:
    '000003 0a0723 200c4a 3c0965 570f6d 70196e 892269 a32b61 bb3754 d04544 e35832 f0701e f98c09 fbaa0e f8c931 f1e864 fcfea4',
} as const;

type Rgb = readonly [red: number, green: number, blue: number];

/** Opaque colours of grey levels 0 to 255, in the byte order of canvas pixels on little-endian machines: 0xAABBGGRR. */
export function colorTable({ map, invert }: Coloring): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, level) => {
    const [red, green, blue] = colorOf(map, invert ? 255 - level : level);
    return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  });
}

function colorOf(map: ColorMap, level: number): Rgb {
  switch (map) {
    case 'grey':
      return [level, level, level];
    case 'hot iron':
      // PS3.6, B.1.1: red up to the middle, then green, then blue.
      return [Math.min(255, 2 * level), Math.max(0, 2 * level - 256), Math.max(0, 4 * level - 768)];
    case 'viridis':
    case 'inferno':
      return interpolated(anchors[map], level);
  }
}

function interpolated(colors: string, level: number): Rgb {
  const steps = colors.split(' ').map((color) => Number.parseInt(color, 16));
  const at = (level / 255) * (steps.length - 1);
  const below = Math.min(Math.floor(at), steps.length - 2);
  const mix = (shift: number): number => {
    const [from, to] = [(steps[below]! >> shift) & 255, (steps[below + 1]! >> shift) & 255];
    return Math.round(from + (at - below) * (to - from));
  };
  return [mix(16), mix(8), mix(0)];
}
