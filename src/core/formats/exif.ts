const start = [0x45, 0x78, 0x69, 0x66, 0, 0];
const orientationTag = 0x0112;

/**
 * Tag Orientation of the first directory of EXIF data (TIFF 6.0 within CIPA DC-008), 1 to 8.
 * @param bytes with or without the `Exif` that they begin with in a JPEG
 * @returns undefined where there is none
 */
export function orientationOf(bytes: Uint8Array): number | undefined {
  const from = start.every((byte, i) => bytes[i] === byte) ? start.length : 0;
  if (bytes.length < from + 8) return undefined;
  const tiff = new DataView(bytes.buffer, bytes.byteOffset + from, bytes.length - from);
  const order = tiff.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return undefined;
  const littleEndian = order === 0x4949;
  const directory = tiff.getUint32(4, littleEndian);
  if (directory + 2 > tiff.byteLength) return undefined;
  const entries = tiff.getUint16(directory, littleEndian);
  for (let i = 0, at = directory + 2; i < entries && at + 12 <= tiff.byteLength; i++, at += 12) {
    if (tiff.getUint16(at, littleEndian) !== orientationTag) continue;
    const value = tiff.getUint16(at + 8, littleEndian);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}
