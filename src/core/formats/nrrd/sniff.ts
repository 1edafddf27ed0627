/** `NRRD000` and a version, at the start of files with and without their data. */
export function sniff(head: Uint8Array): boolean {
  return [0x4e, 0x52, 0x52, 0x44, 0x30, 0x30, 0x30].every((byte, i) => head[i] === byte);
}
