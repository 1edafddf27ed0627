import type { SampleArray } from '../../image/slice';
import { damaged, unsupportedEncoding } from '../failures';
import { bytesOf, type DataSet } from './dataSet';

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

/** @throws UserError `damaged` or `unsupported-encoding` */
export function readPalette(dataSet: DataSet, signed: boolean): Palette {
  const [entries, first] = descriptorOf(dataSet, signed);
  const rgb = new Uint8Array(entries * 3);
  channels.forEach(({ descriptor, data, segmented }, channel) => {
    const element = dataSet.elements[data];
    if (element === undefined && dataSet.elements[segmented] !== undefined) {
      throw unsupportedEncoding('Segmented DICOM palettes are not supported.', 'Convert the file to RGB.');
    }
    const wide = element !== undefined && element.length >= entries * 2;
    if (element === undefined || element.length < entries) throw damaged('The DICOM palette is incomplete.');
    const bits = dataSet.uint16(descriptor, 2) ?? 16;
    const values = Array.from({ length: entries }, (_, i) =>
      wide ? dataSet.uint16(data, i)! : bytesOf(dataSet)[element.dataOffset + i]!,
    );
    // Some writers state 16 bits and fill the lower 8 only.
    const shift = wide && bits > 8 && values.some((value) => value > 255) ? 8 : 0;
    values.forEach((value, i) => (rgb[i * 3 + channel] = value >> shift));
  });
  return { first, rgb };
}

function descriptorOf(dataSet: DataSet, signed: boolean): readonly [number, number] {
  const [{ descriptor }] = channels;
  const entries = dataSet.uint16(descriptor, 0);
  const first = signed ? dataSet.int16(descriptor, 1) : dataSet.uint16(descriptor, 1);
  if (entries === undefined || first === undefined) throw damaged('The DICOM palette is missing.');
  return [entries === 0 ? 65_536 : entries, first];
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
