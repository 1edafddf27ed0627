import type { SampleArray } from '../../image/slice';
import { t } from '../../text/message';
import { damaged } from '../failures';
import type { DataSet } from './element';

/** A table of values: entry i belongs to input value `first` + i; smaller and larger ones take the first and the last entry. */
export interface LookupTable {
  readonly first: number;
  /** Bits of an entry. */
  readonly bits: number;
  readonly entries: Uint16Array;
}

/** Elements that a table is in. */
interface TableTags {
  /** Number of entries, first input value, bits of an entry. */
  readonly descriptor: string;
  readonly data: string;
}

/**
 * Reads a table as PS3.3 C.11.1.1 describes it.
 * @param signed whether the values that go in may be negative, where the file does not say how the first is written
 * @throws UserError `damaged` for a table without its entries
 */
export function readLookupTable(dataSet: DataSet, { descriptor, data }: TableTags, signed: boolean): LookupTable {
  const described = describeTable(dataSet, descriptor, signed);
  if (described === undefined) throw damaged(t`A lookup table in the DICOM header has no descriptor (${descriptor}).`);
  const { count, first, bits } = described;
  const element = dataSet.elements[data];
  if (element === undefined || element.length < count) {
    throw damaged(t`A lookup table in the DICOM header has fewer than the ${count} entries it declares.`);
  }
  // Entries of 8 bits lie two in a word, whatever their number of bits says (PS3.3 C.11.1.1.1).
  const isPacked = element.length < 2 * count;
  const swaps = isPacked && !dataSet.littleEndian && element.vr !== 'OB' ? 1 : 0;
  const entries = Uint16Array.from({ length: count }, (_, i) =>
    isPacked ? (dataSet.bytes[element.dataOffset + (i ^ swaps)] ?? 0) : (dataSet.uint16(data, i) ?? 0),
  );
  return { first, bits: isPacked ? 8 : bits, entries };
}

/** What a descriptor says; a number of entries that 16 bits cannot hold is written as 0. */
export function describeTable(
  dataSet: DataSet,
  descriptor: string,
  signed: boolean,
): { readonly count: number; readonly first: number; readonly bits: number } | undefined {
  const count = dataSet.uint16(descriptor, 0);
  const vr = dataSet.elements[descriptor]?.vr;
  const isSigned = vr === 'SS' || (vr !== 'US' && signed);
  const first = isSigned ? dataSet.int16(descriptor, 1) : dataSet.uint16(descriptor, 1);
  if (count === undefined || first === undefined) return undefined;
  const bits = dataSet.uint16(descriptor, 2) ?? 16;
  return { count: count === 0 ? 65_536 : count, first, bits: bits >= 1 && bits <= 16 ? bits : 16 };
}

/** The entries of all values. */
export function lookUp(values: SampleArray, { first, bits, entries }: LookupTable): Uint8Array | Uint16Array {
  const result = bits <= 8 ? new Uint8Array(values.length) : new Uint16Array(values.length);
  const last = entries.length - 1;
  for (let i = 0; i < result.length; i++) {
    result[i] = entries[Math.min(last, Math.max(0, Math.round(values[i]! - first)))]!;
  }
  return result;
}
