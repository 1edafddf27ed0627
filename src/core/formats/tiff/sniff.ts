/** Little- or big-endian TIFF or BigTIFF (TIFF 6.0, section 2); a DICOM file may hide a TIFF header in its preamble. */
export function sniff(head: Uint8Array): boolean {
  const starts = (...magic: number[]): boolean => magic.every((byte, i) => head[i] === byte);
  const isTiff = [0x2a, 0x2b].some((version) => starts(0x49, 0x49, version, 0) || starts(0x4d, 0x4d, 0, version));
  return isTiff && ![0x44, 0x49, 0x43, 0x4d].every((byte, i) => head[128 + i] === byte);
}
