/** Fields of a NIfTI-1 header that place its voxels: pixdim, units, codes, quaternion, offsets and rows of the sform. */
const fields = [
  [76, 108],
  [123, 124],
  [252, 328],
] as const;

/** Whether two NIfTI-1 headers place voxels alike, to the bit. */
export function samePlacement(a: Uint8Array, b: Uint8Array): boolean {
  return fields.every(([from, to]) => a.subarray(from, to).every((byte, at) => byte === b[from + at]));
}
