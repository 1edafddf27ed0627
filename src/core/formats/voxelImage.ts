import type { VolumeGeometry } from '../geometry/volumeGeometry';
import { checkSlice, type FormatName, type ImageInfo, type MedicalImage } from '../image/medicalImage';
import { growing } from './growing';
import { inflateUpTo } from './inflate';
import { bytesPerSample, sampleTypeOf } from './samples';
import { parseNumbers } from './textNumbers';
import { neededBytes, sliceOf, volumeCount, type VoxelArray } from './voxelArray';

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
 * An image whose voxels lie decompressed in memory, as far as its volumes have been asked for, and are converted slice by slice.
 * @param data the array as it is stored
 * @throws UserError `damaged` when bytes of the first volume are missing
 */
export function voxelImage(data: Uint8Array, header: VoxelHeader): MedicalImage {
  const { bytesTo, array } = decode(data, header);
  bytesTo(neededBytes(array));
  const { format, geometry, encoding, modality = '', slope = 1, intercept = 0 } = header;
  const [width, height, slices] = array.size;
  const { channels } = array;
  const pixelSpacing =
    geometry === undefined ? header.pixelSpacing : ([geometry.spacing[0], geometry.spacing[1]] as const);
  const known = pixelSpacing?.every((size) => Number.isFinite(size) && size > 0) === true;
  const volumes = volumeCount(array);
  const info: ImageInfo = {
    format,
    width,
    height,
    slices,
    ...(volumes > 1 ? { volumes } : {}),
    channels,
    sampleType: channels === 3 ? 'uint8' : sampleTypeOf(array.type),
    modality,
    ...(geometry === undefined ? {} : { geometry }),
    ...(known ? { pixelSpacing } : {}),
    unit: '',
    encoding,
  };
  return {
    info,
    readSlice: (index, volume = 0) =>
      Promise.resolve().then(() => {
        checkSlice(info, index, volume);
        const samples = sliceOf(bytesTo(neededBytes(array, volume)), array, index, volume);
        return { width, height, channels, data: samples, slope, intercept, invert: false, windows: [] };
      }),
  };
}

/** The array as it lies in memory, and a function that reads it up to a byte. */
function decode(
  data: Uint8Array,
  { array, storage }: VoxelHeader,
): { bytesTo: (end: number) => Uint8Array; array: VoxelArray } {
  if (storage === 'raw') return { bytesTo: growing(() => data), array };
  if (storage === 'text') {
    const type = sampleTypeOf(array.type);
    const parse = (length: number): Uint8Array => parseNumbers(data, length / bytesPerSample(type), type);
    const numbers = { ...array, type, littleEndian: true };
    return { bytesTo: growing(parse, wholeBytes(numbers)), array: numbers };
  }
  const inflate = (length: number): Uint8Array => inflateUpTo(length, [data], storage).bytes;
  return { bytesTo: growing(inflate, wholeBytes(array)), array };
}

function wholeBytes(array: VoxelArray): number {
  return neededBytes(array, volumeCount(array) - 1);
}
