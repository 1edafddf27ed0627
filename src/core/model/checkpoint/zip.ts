import { t } from '../../text/message';
import { decodeUtf8 } from '../utf8';
import type { ByteSource } from '../../base/byteSource';
import { damaged } from './storage';

/** One file in a zip archive, stored without compression. */
export interface ZipEntry {
  readonly name: string;
  readonly size: number;
  readonly crc: number;
  /** Where its local header starts in the archive. */
  readonly headerOffset: number;
}

const endSignature = 0x06054b50;
const end64Locator = 0x07064b50;
const end64Signature = 0x06064b50;
const centralSignature = 0x02014b50;
const localSignature = 0x04034b50;
/** The end record and the longest comment that can follow it. */
const endSize = 22;
const maxComment = 0xffff;
const maxDirectory = 64 * 1024 * 1024;
const notHere = 0xffffffff;

/**
 * Lists the entries of a zip archive as `torch.save` writes it (APPNOTE.TXT 4.3, with zip64).
 *
 * @throws UserError `damaged` for anything that is not such an archive, or has compressed or encrypted entries
 */
export async function listZip(source: ByteSource): Promise<Map<string, ZipEntry>> {
  const { offset, size, count } = await findDirectory(source);
  if (offset + size > source.size || size > maxDirectory) throw damaged(t`its directory does not match the file`);
  const view = viewOf(await source.read(offset, size));
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > size || view.getUint32(at, true) !== centralSignature) throw damaged(t`its directory is truncated`);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > size) throw damaged(t`its directory is truncated`);
    const name = decodeName(new Uint8Array(view.buffer, view.byteOffset + at + 46, nameLength));
    if ((view.getUint16(at + 8, true) & 1) !== 0) throw damaged(t`“${name}” is encrypted`);
    if (view.getUint16(at + 10, true) !== 0) throw damaged(t`“${name}” is compressed, which PyTorch never does`);
    const extra = new DataView(view.buffer, view.byteOffset + at + 46 + nameLength, extraLength);
    const [entrySize, stored, headerOffset] = wideFields(extra, [
      view.getUint32(at + 24, true),
      view.getUint32(at + 20, true),
      view.getUint32(at + 42, true),
    ]);
    if (entrySize !== stored || headerOffset + entrySize > source.size)
      throw damaged(t`“${name}” extends past the end of the file`);
    if (entries.has(name)) throw damaged(t`“${name}” occurs twice`);
    entries.set(name, { name, size: entrySize, crc: view.getUint32(at + 16, true), headerOffset });
    at = next;
  }
  return entries;
}

/**
 * First byte of an entry's data in the archive.
 *
 * @throws UserError `damaged` when it is not where the directory says
 */
export async function entryStart(source: ByteSource, entry: ZipEntry): Promise<number> {
  const header = viewOf(await source.read(entry.headerOffset, 30));
  if (header.getUint32(0, true) !== localSignature) throw damaged(t`“${entry.name}” is not where the directory says`);
  // The lengths here differ from those in the directory: PyTorch pads the extra field to align the data.
  const start = entry.headerOffset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  if (start + entry.size > source.size) throw damaged(t`“${entry.name}” extends past the end of the file`);
  return start;
}

async function findDirectory(source: ByteSource): Promise<{ offset: number; size: number; count: number }> {
  const length = Math.min(source.size, endSize + maxComment);
  const start = source.size - length;
  const tail = viewOf(await source.read(start, length));
  for (let at = length - endSize; at >= 0; at--) {
    if (tail.getUint32(at, true) !== endSignature || at + endSize + tail.getUint16(at + 20, true) !== length) continue;
    const locator = at - 20;
    if (locator >= 0 && tail.getUint32(locator, true) === end64Locator) {
      return directory64(source, Number(tail.getBigUint64(locator + 8, true)));
    }
    return {
      offset: tail.getUint32(at + 16, true),
      size: tail.getUint32(at + 12, true),
      count: tail.getUint16(at + 10, true),
    };
  }
  throw damaged(t`it has no zip directory; it is truncated or not a PyTorch checkpoint`);
}

async function directory64(
  source: ByteSource,
  offset: number,
): Promise<{ offset: number; size: number; count: number }> {
  if (offset + 56 > source.size) throw damaged(t`its directory does not match the file`);
  const view = viewOf(await source.read(offset, 56));
  if (view.getUint32(0, true) !== end64Signature) throw damaged(t`its directory is not where the file says`);
  const field = (at: number): number => Number(view.getBigUint64(at, true));
  return { offset: field(48), size: field(40), count: field(32) };
}

/** Replaces the fields that hold all ones by the 64-bit values of the zip64 extra field, which has them in this order. */
function wideFields(extra: DataView, fields: [number, number, number]): [number, number, number] {
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.getUint16(at + 2, true)) {
    if (extra.getUint16(at, true) !== 1) continue;
    let next = at + 4;
    return fields.map((value) => {
      if (value !== notHere) return value;
      if (next + 8 > extra.byteLength) throw damaged(t`its directory is truncated`);
      next += 8;
      return Number(extra.getBigUint64(next - 8, true));
    }) as [number, number, number];
  }
  return fields;
}

function decodeName(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes);
  } catch {
    throw damaged(t`its directory contains a name that is not UTF-8`);
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
