/** Reference white D50 of the profile connection space (ICC.1), in which DICOM states colours. */
const white = [0.9642, 1, 0.8249] as const;
/** XYZ relative to D50 to linear sRGB, adapted to its D65 by Bradford's transform. */
const toLinear = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
] as const;

/** The inverse. */
const fromLinear = [
  [0.4360747, 0.3850649, 0.1430804],
  [0.2225045, 0.7168786, 0.0606169],
  [0.0139322, 0.0971045, 0.7141733],
] as const;

/**
 * The CSS colour `#rrggbb` of a CIELab value as DICOM encodes it: L* of 0 to 100, a* and b* of −128 to 127, each as 0 to 65535
 * (PS3.3 C.10.7.1.1). Colours that sRGB does not have take the nearest of each channel.
 */
export function hexOfCieLab([l, a, b]: readonly [number, number, number]): string {
  const lightness = (l / 65535) * 100;
  const fy = (lightness + 16) / 116;
  const f = [fy + ((a / 65535) * 255 - 128) / 500, fy, fy - ((b / 65535) * 255 - 128) / 200];
  const xyz = f.map((part, i) => white[i]! * (part > 6 / 29 ? part ** 3 : 3 * (6 / 29) ** 2 * (part - 4 / 29)));
  const bytes = toLinear.map(([x, y, z]) => {
    const linear = Math.min(1, Math.max(0, x * xyz[0]! + y * xyz[1]! + z * xyz[2]!));
    const encoded = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
    return Math.round(encoded * 255);
  });
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** The CIELab value, as DICOM encodes it, of a CSS colour `#rrggbb`; see {@link hexOfCieLab}. */
export function cieLabOfHex(hex: string): [l: number, a: number, b: number] {
  const linear = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const [fx, fy, fz] = fromLinear.map((row, i) => {
    const part = row.reduce((sum, factor, channel) => sum + factor * linear[channel]!, 0) / white[i]!;
    return part > (6 / 29) ** 3 ? Math.cbrt(part) : part / (3 * (6 / 29) ** 2) + 4 / 29;
  }) as [number, number, number];
  const stored = [(116 * fy - 16) / 100, (500 * (fx - fy) + 128) / 255, (200 * (fy - fz) + 128) / 255];
  return stored.map((part) => Math.round(Math.min(1, Math.max(0, part)) * 65535)) as [number, number, number];
}
