/** Reference white D50 of the profile connection space (ICC.1), in which DICOM states colours. */
const white = [0.9642, 1, 0.8249] as const;
/** XYZ relative to D50 to linear sRGB, adapted to its D65 by Bradford's transform. */
const toLinear = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
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
