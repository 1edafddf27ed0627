/** A colour in CIELAB (D65). */
type Lab = readonly [lightness: number, a: number, b: number];
type Matrix = readonly (readonly [number, number, number])[];

/**
 * How linear sRGB appears without one kind of cone.
 * @see Machado, Oliveira and Fernandes, “A Physiologically-based Model for Simulation of Color Vision Deficiency” (2009), table
 * 1, severity 1.0
 */
export const deficiencies = {
  none: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
} as const satisfies Readonly<Record<string, Matrix>>;

export type Deficiency = keyof typeof deficiencies;

/** Linear sRGB to XYZ under D65 (IEC 61966-2-1). */
const toXyz: Matrix = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
];
const white = [0.95047, 1, 1.08883] as const;

function times(matrix: Matrix, [x, y, z]: readonly number[]): number[] {
  return matrix.map(([a, b, c]) => a * x! + b * y! + c * z!);
}

/** Red, green and blue of `#rrggbb`, linear, from 0 to 1. */
function linearRgb(color: string): number[] {
  return [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

/** A colour as it appears to somebody with a deficiency. */
export function labOf(color: string, deficiency: Deficiency = 'none'): Lab {
  const seen = times(deficiencies[deficiency], linearRgb(color)).map((value) => Math.min(Math.max(value, 0), 1));
  const [x, y, z] = times(toXyz, seen).map((value, i) => {
    const share = value / white[i]!;
    return share > 216 / 24389 ? Math.cbrt(share) : ((24389 / 27) * share + 16) / 116;
  }) as [number, number, number];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const hue = (a: number, b: number): number => ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360;

/**
 * The difference of two colours by CIEDE2000, all factors 1.
 * @see Sharma, Wu and Dalal, “The CIEDE2000 Color-Difference Formula” (2005), equations 2 to 22
 */
export function deltaE00([l1, a1, b1]: Lab, [l2, a2, b2]: Lab): number {
  const far = 25 ** 7;
  const mean = ((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2) ** 7;
  const stretch = 1 + (1 - Math.sqrt(mean / (mean + far))) / 2;
  const [p1, p2] = [stretch * a1, stretch * a2];
  const [c1, c2] = [Math.hypot(p1, b1), Math.hypot(p2, b2)];
  const [h1, h2] = [hue(p1, b1), hue(p2, b2)];
  const isGrey = c1 * c2 === 0;
  const turn = h2 - h1;
  const dh = isGrey ? 0 : turn > 180 ? turn - 360 : turn < -180 ? turn + 360 : turn;
  const [dL, dC, dH] = [l2 - l1, c2 - c1, 2 * Math.sqrt(c1 * c2) * Math.sin(radians(dh / 2))];
  const [l, c] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const sum = h1 + h2;
  const h = isGrey ? sum : Math.abs(turn) <= 180 ? sum / 2 : sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2;
  const t =
    1 -
    0.17 * Math.cos(radians(h - 30)) +
    0.24 * Math.cos(radians(2 * h)) +
    0.32 * Math.cos(radians(3 * h + 6)) -
    0.2 * Math.cos(radians(4 * h - 63));
  const sL = 1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2);
  const [sC, sH] = [1 + 0.045 * c, 1 + 0.015 * c * t];
  const turned = 60 * Math.exp(-(((h - 275) / 25) ** 2));
  const rT = -2 * Math.sqrt(c ** 7 / (c ** 7 + far)) * Math.sin(radians(turned));
  return Math.sqrt((dL / sL) ** 2 + (dC / sC) ** 2 + (dH / sH) ** 2 + rT * (dC / sC) * (dH / sH));
}

/** WCAG's relative luminance. */
function luminance(color: string): number {
  const [red, green, blue] = linearRgb(color);
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

/** WCAG's contrast of two colours, from 1 to 21. */
export function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}
