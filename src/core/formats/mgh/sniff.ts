import { startOfGzip, isGzip } from '../gzip';
import { headerBytes } from './header';

/** FreeSurfer's MGH has no magic: a version, sizes and a type, big endian, where they have few values. */
export function sniff(head: Uint8Array): boolean {
  const start = isGzip(head) ? startOfGzip(head, headerBytes) : head;
  if (start.length < headerBytes) return false;
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const sizes = [4, 8, 12, 16].map((at) => view.getInt32(at));
  const isType = [0, 1, 3, 4, 10].includes(view.getInt32(20));
  return view.getInt32(0) === 1 && isType && sizes.every((size) => size > 0 && size <= 0xfffff);
}
