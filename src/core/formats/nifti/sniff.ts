import { isGzip, startOfGzip } from '../gzip';

/** Bytes that hold the header of either version. */
export const headerBytes = 544;

/** Bytes of a file that hold its header, also where it is gzipped. */
export const sniffedBytes = 65_536;

/** What the start of a file is: a NIfTI file of its own, or the header of a pair, NIfTI or Analyze 7.5. */
export type HeaderKind = 'single' | 'pair' | 'analyze';

/** NIfTI-1 or NIfTI-2, plain or gzipped, with its voxels or as a header whose voxels lie beside it; or such a header of Analyze 7.5. */
export function sniff(head: Uint8Array, name: string): boolean {
  const kind = kindOf(plainStart(head));
  return kind === 'analyze' ? isHeaderName(name) : kind !== undefined;
}

function isHeaderName(name: string): boolean {
  return /\.hdr(\.gz)?$/i.test(name);
}

/** The start of a file, inflated where it is gzipped. */
export function plainStart(head: Uint8Array): Uint8Array {
  return isGzip(head) ? startOfGzip(head, headerBytes) : head;
}

export function kindOf(header: Uint8Array): HeaderKind | undefined {
  if (magicAt(header, 344, 'n+1') || magicAt(header, 4, 'n+2')) return 'single';
  if (magicAt(header, 344, 'ni1') || magicAt(header, 4, 'ni2')) return 'pair';
  return isAnalyze(header) ? 'analyze' : undefined;
}

/** Version by the magic, at 344 or at 4. */
export function versionOf(header: Uint8Array): 1 | 2 | undefined {
  if (magicAt(header, 344, 'n+1') || magicAt(header, 344, 'ni1')) return 1;
  return magicAt(header, 4, 'n+2') || magicAt(header, 4, 'ni2') ? 2 : undefined;
}

function magicAt(bytes: Uint8Array, offset: number, magic: string): boolean {
  return [0, 1, 2].every((i) => bytes[offset + i] === magic.charCodeAt(i)) && bytes[offset + 3] === 0;
}

/** The size of its header, and as many dimensions as an image can have, in either byte order. */
function isAnalyze(header: Uint8Array): boolean {
  if (header.length < 348) return false;
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  return [true, false].some((littleEndian) => {
    const dimensions = view.getInt16(40, littleEndian);
    return view.getInt32(0, littleEndian) === 348 && dimensions >= 1 && dimensions <= 7;
  });
}
