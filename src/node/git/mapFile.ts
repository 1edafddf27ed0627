import { UserError } from '../../core/base/error';
import { readLabelVolumes } from '../../core/formats/nifti/labelVolume';
import { readLabelPng, writeLabelPng } from '../../core/formats/png/labelMap';
import { paletteColor } from '../../core/labels/palette';
import { t } from '../../core/text/message';
import type { Values } from '../../core/versions/labelMaps';
import { gunzip, gzip } from '../files/gzip';

/** A label map that can be written again with other values. */
export interface MapFile {
  readonly values: Values;
  /** Width, height and more, by which two maps are compared. */
  readonly size: string;
  bytes(values: Values): Uint8Array;
}

/** @throws UserError `damaged`, `unsupported-encoding` */
export function readMapFile(bytes: Uint8Array): MapFile {
  return bytes[0] === 0x89 ? readPng(bytes) : readNifti(bytes);
}

function readPng(bytes: Uint8Array): MapFile {
  const { width, height, data, palette = [] } = readLabelPng(bytes);
  const colors = new Map(palette.map((rgb, value) => [value, colorOf(rgb)]));
  return {
    values: data,
    size: `${width}×${height}`,
    bytes: (values) => {
      for (const value of new Set(values)) if (value > 0 && !colors.has(value)) colors.set(value, paletteColor(value));
      return writeLabelPng({ width, height }, values, colors);
    },
  };
}

function colorOf(rgb: readonly number[]): string {
  return `#${rgb
    .slice(0, 3)
    .map((part) => part.toString(16).padStart(2, '0'))
    .join('')}`;
}

/** Where the voxels of the NIfTI-1 files that we write begin, and where their data type stands. */
const [voxelStart, bitsAt] = [352, 72] as const;

function readNifti(bytes: Uint8Array): MapFile {
  const { width, height, slices, volumes = 1, data } = readLabelVolumes(bytes, gunzip);
  const file = gunzip(bytes, voxelStart + data.byteLength);
  const header = file.subarray(0, voxelStart);
  const bits = new DataView(header.buffer, header.byteOffset).getUint16(bitsAt, true);
  return {
    values: data,
    size: [width, height, slices, volumes].join('×'),
    bytes: (values) => {
      if (bits !== 8 * values.BYTES_PER_ELEMENT) throw otherType();
      const whole = new Uint8Array(voxelStart + values.byteLength);
      whole.set(header);
      whole.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), voxelStart);
      return gzip(whole);
    },
  };
}

function otherType(): UserError {
  return new UserError('unsupported-encoding', {
    problem: t`The label volume has another data type than the one to be merged with it.`,
    advice: t`Merge the sidecars, then run “sam-unet restore --changed”.`,
  });
}
