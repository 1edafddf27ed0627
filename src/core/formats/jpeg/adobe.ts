/** The segment that declares the colours of a JPEG, for a JPEG whose container declares them and which does not itself. */
export function adobeSegment(ycbcr: boolean): Uint8Array {
  return Uint8Array.of(0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, ycbcr ? 1 : 0);
}
