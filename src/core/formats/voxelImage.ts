import { restOf, wholeOf } from '../base/byteSource';
import type { VolumeGeometry } from '../geometry/volumeGeometry';
import { checkSlice, type FormatName, type ImageInfo, type MedicalImage } from '../image/medicalImage';
import { bunzip2UpTo } from './bzip2';
import type { FileContent } from './content';
import { checkRatio, inflateUpTo } from './inflate';
import { checkBzip2, heldBytes } from './limits';
import { bytesPerSample, sampleTypeOf } from './samples';
import { madeBytes, plainBytes, type StoredBytes } from './storedBytes';
import { parseNumbers } from './textNumbers';
import { neededBytes, sliceOf, sliceRange, volumeCount, type VoxelArray } from './voxelArray';

/** How the numbers of an array are written. */
export type Storage = 'raw' | 'gzip' | 'zlib' | 'bzip2' | 'text';

/** What the header of a format that stores plain arrays says. */
export interface VoxelHeader {
  readonly format: FormatName;
  readonly array: VoxelArray;
  readonly storage: Storage;
  /** Bytes in front of the array, once it is decompressed. */
  readonly skipped?: number;
  readonly slope?: number;
  readonly intercept?: number;
  readonly modality?: string;
  readonly geometry?: VolumeGeometry;
  /** [across, down] in mm where there is no geometry; left out unless both are positive. */
  readonly pixelSpacing?: readonly [number, number];
  readonly encoding: string;
}

/**
 * An image whose voxels are read and converted slice by slice. Those that are stored compressed or as text lie decoded in
 * memory, as far as its volumes have been asked for, or where the content keeps what is large.
 * @param data the array as it is stored
 * @throws UserError `damaged` when bytes of the first volume are missing
 */
export async function voxelImage(data: FileContent, header: VoxelHeader): Promise<MedicalImage> {
  const { stored, array } = await decode(data, header);
  await stored(0, 0, neededBytes(array));
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
    readSlice: async (index, volume = 0) => {
      checkSlice(info, index, volume);
      const bytes = await stored(...sliceRange(array, index, volume), neededBytes(array, volume));
      return { width, height, channels, data: sliceOf(bytes, array), slope, intercept, invert: false, windows: [] };
    },
  };
}

/** The array as it is read, and its bytes. */
async function decode(
  data: FileContent,
  { array, storage, skipped = 0 }: VoxelHeader,
): Promise<{ stored: StoredBytes; array: VoxelArray }> {
  if (storage === 'raw') return { stored: plainBytes(data), array };
  const whole = wholeBytes(array);
  if (storage === 'bzip2') checkBzip2(whole, data.size);
  else if (storage !== 'text') {
    checkRatio(skipped + neededBytes(array), data.size);
    if (whole > heldBytes && data.inflate !== undefined) {
      return { stored: plainBytes(restOf(data.inflate(skipped + whole, storage, 0), skipped)), array };
    }
  }
  const bytes = await wholeOf(data);
  if (storage === 'text') {
    const type = sampleTypeOf(array.type);
    const parse = (length: number): Uint8Array => parseNumbers(bytes, length / bytesPerSample(type), type);
    const numbers = { ...array, type, littleEndian: true };
    return { stored: madeBytes(parse, wholeBytes(numbers)), array: numbers };
  }
  const inflate = (length: number): Uint8Array => {
    const needed = skipped + length;
    const inflated = storage === 'bzip2' ? bunzip2UpTo(needed, bytes) : inflateUpTo(needed, [bytes], storage).bytes;
    return inflated.subarray(skipped);
  };
  return { stored: madeBytes(inflate, whole), array };
}

function wholeBytes(array: VoxelArray): number {
  return neededBytes(array, volumeCount(array) - 1);
}
