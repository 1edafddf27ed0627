import { t } from '../../text/message';
import { damaged } from '../failures';
import type { DataSet } from './element';

const discrete = 0;
const linear = 1;
const indirect = 2;

/**
 * The entries that the segments of a Segmented Palette Color Lookup Table stand for (PS3.3 C.7.9.2).
 * @param bits 8 or 16: of an entry, of operation codes and of lengths
 * @param count entries that the descriptor announces
 * @throws UserError `damaged`
 */
export function readSegmentedTable(dataSet: DataSet, tag: string, bits: number, count: number): Uint16Array {
  const words = wordsOf(dataSet, tag, bits <= 8);
  const entries = new Uint16Array(count);
  let written = 0;
  const put = (value: number): void => {
    if (written < count) entries[written++] = value;
  };
  /** Carries out segments from a place on, and returns the place behind the last. */
  const run = (from: number, segments: number, mayRefer: boolean): number => {
    let at = from;
    for (let segment = 0; segment < segments && at < words.length && written < count; segment++) {
      const [operation, length] = [words[at], words[at + 1]];
      if (length === undefined) throw damaged(t`A segmented palette in the DICOM header is truncated.`);
      at += 2;
      if (operation === discrete) {
        if (at + length > words.length) throw damaged(t`A segmented palette in the DICOM header is truncated.`);
        for (let i = 0; i < length; i++) put(words[at + i]!);
        at += length;
      } else if (operation === linear && written > 0 && at < words.length) {
        const start = entries[written - 1]!;
        const end = words[at]!;
        for (let i = 1; i <= length; i++) put(Math.round(start + ((end - start) * i) / length));
        at += 1;
      } else if (operation === indirect && mayRefer) {
        run(offsetAt(words, at, bits), length, false);
        at += bits <= 8 ? 4 : 2;
      } else {
        throw damaged(t`A segmented palette in the DICOM header contains an invalid segment.`);
      }
    }
    return at;
  };
  run(0, Infinity, true);
  if (written < count) throw damaged(t`A segmented palette in the DICOM header has ${written} of ${count} entries.`);
  return entries;
}

function wordsOf(dataSet: DataSet, tag: string, areBytes: boolean): Uint16Array {
  const element = dataSet.elements[tag]!;
  if (areBytes) {
    const swaps = !dataSet.littleEndian && element.vr !== 'OB' ? 1 : 0;
    return Uint16Array.from({ length: element.length }, (_, i) => dataSet.bytes[element.dataOffset + (i ^ swaps)] ?? 0);
  }
  return Uint16Array.from({ length: Math.floor(element.length / 2) }, (_, i) => dataSet.uint16(tag, i) ?? 0);
}

/** Where segments begin that another one stands for: an offset in bytes of four bytes, the lowest first. */
function offsetAt(words: Uint16Array, at: number, bits: number): number {
  const parts = bits <= 8 ? 4 : 2;
  let offset = 0;
  for (let i = parts - 1; i >= 0; i--) offset = offset * 2 ** (bits <= 8 ? 8 : 16) + (words[at + i] ?? 0);
  return bits <= 8 ? offset : Math.floor(offset / 2);
}
