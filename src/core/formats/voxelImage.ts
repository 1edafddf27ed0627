import type { VolumeGeometry } from '../geometry/volumeGeometry';
import type { FormatName, MedicalImage } from '../image/medicalImage';
import { checkComplete } from './failures';
import { inflateUpTo } from './inflate';
import { bytesPerSample, sampleTypeOf } from './samples';
import { parseNumbers } from './textNumbers';
import { neededBytes, sliceOf, type VoxelArray } from './voxelArray';

/** How the numbers of an array are written. */
export type Storage = 'raw' | 'gzip' | 'zlib' | 'text';

/** What the header of a format that stores plain arrays says. */
export interface VoxelHeader {
  readonly format: FormatName;
  readonly array: VoxelArray;
  readonly storage: Storage;
  readonly slope?: number;
  readonly intercept?: number;
  readonly modality?: string;
  readonly geometry?: VolumeGeometry;
  /** [across, down] in mm where there is no geometry; left out unless both are positive. */
  readonly pixelSpacing?: readonly [number, number];
  readonly encoding: string;
}

/**
 * An image whose voxels lie decompressed in memory and are converted slice by slice.
 * @param data the array as it is stored
 * @throws UserError `damaged` when bytes are missing
 */
export function voxelImage(data: Uint8Array, header: VoxelHeader): MedicalImage {
  const { bytes, array } = decode(data, header);
  const { format, geometry, encoding, modality = '', slope = 1, intercept = 0 } = header;
  const [width, height, slices] = array.size;
  const { channels } = array;
  const pixelSpacing =
    geometry === undefined ? header.pixelSpacing : ([geometry.spacing[0], geometry.spacing[1]] as const);
  const known = pixelSpacing?.every((size) => Number.isFinite(size) && size > 0) === true;
  return {
    info: {
      format,
      width,
      height,
      slices,
      channels,
      sampleType: channels === 3 ? 'uint8' : sampleTypeOf(array.type),
      modality,
      ...(geometry === undefined ? {} : { geometry }),
      ...(known ? { pixelSpacing } : {}),
      unit: '',
      encoding,
    },
    readSlice: (index) =>
      index >= 0 && index < slices
        ? Promise.resolve().then(() => {
            const samples = sliceOf(bytes, array, index);
            return { width, height, channels, data: samples, slope, intercept, invert: false, windows: [] };
          })
        : Promise.reject(new RangeError(`Slice ${index} is outside 0 to ${slices - 1}.`)),
  };
}

function decode(data: Uint8Array, { array, storage }: VoxelHeader): { bytes: Uint8Array; array: VoxelArray } {
  const needed = neededBytes(array);
  if (storage === 'text') {
    const type = sampleTypeOf(array.type);
    const bytes = parseNumbers(data, needed / bytesPerSample(type), type);
    checkComplete(bytes.length, needed);
    return { bytes, array: { ...array, type, littleEndian: true } };
  }
  const bytes = storage === 'raw' ? data : inflateUpTo(needed, [data], storage).bytes;
  checkComplete(bytes.length, needed);
  return { bytes, array };
}
