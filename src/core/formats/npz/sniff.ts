import { latin1 } from '../../base/bytes';

/** A ZIP archive that begins with an array of NumPy, or that is named like one. */
export function sniff(head: Uint8Array, name: string): boolean {
  if (![0x50, 0x4b, 0x03, 0x04].every((byte, i) => head[i] === byte)) return false;
  const length = (head[26] ?? 0) + 256 * (head[27] ?? 0);
  return latin1(head.subarray(30, 30 + length)).endsWith('.npy') || /\.npz$/i.test(name);
}
