import type { SampleArray } from '../../image/slice';
import { t } from '../../text/message';
import { damaged } from '../failures';
import type { DataSet } from './element';
import { describeTable, readLookupTable, type LookupTable } from './lookupTable';
import { readSegmentedTable } from './segmentedTable';

/** A Palette Color Lookup Table (PS3.3 C.7.6.3.1.5 and C.7.6.3.1.6): 8-bit RGB of stored values from `first` on. */
export interface Palette {
  readonly first: number;
  readonly rgb: Uint8Array;
}

const channels = [
  { descriptor: 'x00281101', data: 'x00281201', segmented: 'x00281221' },
  { descriptor: 'x00281102', data: 'x00281202', segmented: 'x00281222' },
  { descriptor: 'x00281103', data: 'x00281203', segmented: 'x00281223' },
] as const;

/**
 * Reads the colours of values from 0 on, or of signed ones.
 * @throws UserError `damaged`
 */
export function readPalette(dataSet: DataSet, signed: boolean): Palette {
  const tables = channels.map((tags) => readChannel(dataSet, tags, signed));
  const [{ first, entries }] = tables as [LookupTable, ...LookupTable[]];
  const rgb = new Uint8Array(entries.length * 3);
  tables.forEach(({ bits, entries: values }, channel) => {
    // Some writers state 16 bits and fill the lower 8 only.
    const shift = bits > 8 && values.some((value) => value > 255) ? 8 : 0;
    for (let i = 0; i < entries.length; i++) rgb[i * 3 + channel] = (values[i] ?? 0) >> shift;
  });
  return { first, rgb };
}

function readChannel(dataSet: DataSet, tags: (typeof channels)[number], signed: boolean): LookupTable {
  const { descriptor, data, segmented } = tags;
  const described = describeTable(dataSet, descriptor, signed);
  if (described === undefined) throw damaged(t`The DICOM palette is missing.`);
  if (dataSet.elements[data] !== undefined || dataSet.elements[segmented] === undefined) {
    return readLookupTable(dataSet, { descriptor, data }, signed);
  }
  const { count, first, bits } = described;
  return { first, bits, entries: readSegmentedTable(dataSet, segmented, bits, count) };
}

/** RGB of every sample; values below and above the palette take its first and last colour. */
export function applyPalette(samples: SampleArray, { first, rgb }: Palette): Uint8Array {
  const last = rgb.length / 3 - 1;
  const result = new Uint8Array(samples.length * 3);
  for (let i = 0; i < samples.length; i++) {
    const entry = Math.min(last, Math.max(0, samples[i]! - first)) * 3;
    result[i * 3] = rgb[entry]!;
    result[i * 3 + 1] = rgb[entry + 1]!;
    result[i * 3 + 2] = rgb[entry + 2]!;
  }
  return result;
}
