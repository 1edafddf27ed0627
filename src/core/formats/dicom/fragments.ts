import type { ByteSource } from '../../base/byteSource';
import { t } from '../../text/message';
import { damaged } from '../failures';
import type { DataSet } from './element';

/** A piece of encapsulated pixel data. */
export interface Fragment {
  /** From the first fragment's item on, as the basic offset table counts. */
  readonly offset: number;
  /** Of its value in the file. */
  readonly position: number;
  readonly length: number;
}

export interface Encapsulated {
  readonly fragments: readonly Fragment[];
  /** Basic offset table; empty where it is left out. */
  readonly offsets: readonly number[];
}

/** Whether a value begins with an item, as encapsulated pixels do. */
export async function beginsWithItem(file: ByteSource, start: number): Promise<boolean> {
  if (start + itemBytes > file.size) return false;
  const bytes = await file.read(start, 4);
  return [0xfe, 0xff, 0x00, 0xe0].every((byte, i) => bytes[i] === byte);
}

/** Offsets of the frames as the Extended Offset Table states them (PS3.3 C.7.6.3.1.8); empty where there is none. */
export function extendedOffsets(dataSet: DataSet): number[] {
  const tag = 'x7fe00001';
  const count = Math.floor((dataSet.elements[tag]?.length ?? 0) / 8);
  return Array.from({ length: count }, (_, i) => Number(dataSet.uint64(tag, i) ?? 0n));
}

/** Tag and length of an item. */
const itemBytes = 8;
const item = 0xfffee000;
const delimiter = 0xfffee0dd;

/**
 * Finds the fragments of encapsulated pixel data (PS3.5, A.4) by the headers of their items, without reading what is in them.
 * @param start where the value of Pixel Data begins
 * @param end where it ends, if not at a delimiter
 * @throws UserError `damaged` for anything but items
 */
export async function findFragments(file: ByteSource, start: number, end = file.size): Promise<Encapsulated> {
  const found: { position: number; length: number }[] = [];
  for (let at = start; at + itemBytes <= end;) {
    const bytes = await file.read(at, itemBytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset, itemBytes);
    const tag = view.getUint16(0, true) * 0x10000 + view.getUint16(2, true);
    if (tag === delimiter) break;
    if (tag !== item) throw damaged(t`The compressed pixel data contain elements other than items.`);
    const length = view.getUint32(4, true);
    found.push({ position: at + itemBytes, length });
    at += itemBytes + length;
  }
  const [table, ...parts] = found;
  if (table === undefined) return { fragments: [], offsets: [] };
  const origin = table.position + table.length + itemBytes;
  const fragments = parts.map((part) => ({ ...part, offset: part.position - origin }));
  return { fragments, offsets: await offsetsIn(file, table) };
}

async function offsetsIn(
  file: ByteSource,
  { position, length }: { readonly position: number; readonly length: number },
): Promise<number[]> {
  const bytes = await file.read(position, length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  return Array.from({ length: Math.floor(length / 4) }, (_, i) => view.getUint32(4 * i, true));
}
