import { gzipSync, strToU8 } from 'fflate';
import { concatBytes } from '../../base/bytes';
import type { VolumeGeometry } from '../../geometry/volumeGeometry';

/** Whole numbers on a grid of voxels, and what else the header says. */
export interface NrrdVolume {
  /** [columns, rows, slices]. */
  readonly size: readonly [number, number, number];
  /** Arrays of the grid's size that are interleaved voxel by voxel, as a list in front of the axes of space. */
  readonly layers: readonly (Uint8Array | Uint16Array)[];
  /** Voxels of one millimetre where it is absent. */
  readonly geometry?: VolumeGeometry;
  /** Keys and values, in their order. */
  readonly values: readonly (readonly [key: string, value: string])[];
}

const unplaced: VolumeGeometry = {
  origin: [0, 0, 0],
  spacing: [1, 1, 1],
  axes: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
};

/** Encodes NRRD with its data in the same file, gzipped. One layer has the axes of space alone. The same input gives the same bytes. */
export function writeNrrd({ size, layers, geometry = unplaced, values }: NrrdVolume): Uint8Array {
  const isList = layers.length > 1;
  const { origin, spacing, axes } = geometry;
  const vector = (parts: readonly number[]): string => `(${parts.join(',')})`;
  const steps = axes.map((axis, i) => vector(axis.map((part) => part * spacing[i]!)));
  const isWide = layers.some((layer) => layer instanceof Uint16Array);
  const lines = [
    'NRRD0005',
    `type: ${isWide ? 'unsigned short' : 'unsigned char'}`,
    `dimension: ${isList ? 4 : 3}`,
    'space: left-posterior-superior',
    `sizes: ${[...(isList ? [layers.length] : []), ...size].join(' ')}`,
    `space directions: ${[...(isList ? ['none'] : []), ...steps].join(' ')}`,
    `kinds: ${isList ? 'list ' : ''}domain domain domain`,
    ...(isWide ? ['endian: little'] : []),
    'encoding: gzip',
    `space origin: ${vector(origin)}`,
    ...values.map(([key, value]) => `${key}:=${escaped(value)}`),
  ];
  return concatBytes([strToU8(`${lines.join('\n')}\n\n`), gzipSync(interleaved(layers, isWide), { mtime: 0 })]);
}

function interleaved(layers: NrrdVolume['layers'], isWide: boolean): Uint8Array {
  const bytes = isWide ? 2 : 1;
  const all = new Uint8Array(layers.reduce((sum, { length }) => sum + length, 0) * bytes);
  for (const [layer, values] of layers.entries()) {
    for (const [voxel, value] of values.entries()) {
      const at = (voxel * layers.length + layer) * bytes;
      all[at] = value & 0xff;
      if (isWide) all[at + 1] = value >> 8;
    }
  }
  return all;
}

/** A value has one line (teem.sourceforge.net/nrrd/format.html, 7). */
function escaped(value: string): string {
  return value.replaceAll('\\', String.raw`\\`).replaceAll('\n', String.raw`\n`);
}
