import type { SampleArray } from '../image/slice';
import { checkExtent } from './limits';
import { bytesPerSample, toBytes, toSamples, type StoredType } from './samples';

/** How the voxels of an image lie in an array of numbers. */
export interface VoxelArray {
  readonly type: StoredType;
  readonly littleEndian: boolean;
  /** Voxels along i, j and k. */
  readonly size: readonly [number, number, number];
  readonly channels: 1 | 3;
  /** Numbers from one voxel to the next along i, j and k, and from one channel to the next. */
  readonly strides: readonly [number, number, number, number];
  /** Length and stride of every other axis, the fastest first: their elements are the volumes. */
  readonly further: readonly (readonly [length: number, stride: number])[];
}

/** Which axes of an array, counted from the fastest, are those of the image. */
export interface ArrayAxes {
  /** Axes of i, j and k; k is missing from a single slice. */
  readonly spatial: readonly number[];
  /** Axis of red, green and blue. */
  readonly color?: number;
}

/**
 * The array of an image; the elements of every axis that is not the image's are volumes.
 * @param sizes length of every axis, the fastest first
 * @throws UserError `damaged` or `too-large` for impossible sizes
 */
export function voxelArray(
  sizes: readonly number[],
  { spatial, color }: ArrayAxes,
  type: StoredType,
  littleEndian: boolean,
): VoxelArray {
  const steps = sizes.map((_, axis) => sizes.slice(0, axis).reduce((product, size) => product * size, 1));
  const along = (axis: number | undefined): readonly [number, number] =>
    axis === undefined ? [1, 0] : [sizes[axis]!, steps[axis]!];
  const [[width, i], [height, j], [slices, k]] = [along(spatial[0]), along(spatial[1]), along(spatial[2])];
  const channels = color === undefined ? 1 : 3;
  const further = sizes.flatMap((size, axis) =>
    size === 1 || axis === color || spatial.includes(axis) ? [] : [[size, steps[axis]!] as const],
  );
  const array: VoxelArray = {
    type,
    littleEndian,
    size: [width, height, slices],
    channels,
    strides: [i, j, k, along(color)[1]],
    further,
  };
  // What lies between the voxels of a volume is held in memory as well.
  const bytesPerPixel = Math.max(
    channels * bytesPerSample(type),
    neededBytes(array) / Math.max(1, width * height * slices),
  );
  checkExtent({ width, height, slices, volumes: volumeCount(array), bytesPerPixel });
  return array;
}

export function volumeCount({ further }: VoxelArray): number {
  return further.reduce((product, [length]) => product * length, 1);
}

/** Bytes from the start of the array to the end of the last voxel of a volume. */
export function neededBytes(array: VoxelArray, volume = 0): number {
  const { size, channels, strides, type } = array;
  const last = [...size, channels].reduce(
    (sum, length, axis) => sum + (length - 1) * strides[axis]!,
    volumeStart(array, volume),
  );
  return (last + 1) * bytesPerSample(type);
}

/** The bytes from the first to the last number of slice `k` of a volume, as offsets from the start of the array. */
export function sliceRange(array: VoxelArray, k: number, volume = 0): readonly [from: number, to: number] {
  const { size, channels, strides, type } = array;
  const first = volumeStart(array, volume) + k * strides[2];
  const last = first + (size[0] - 1) * strides[0] + (size[1] - 1) * strides[1] + (channels - 1) * strides[3];
  return [first * bytesPerSample(type), (last + 1) * bytesPerSample(type)];
}

/**
 * Samples of a slice, row by row; colour interleaved and of 8 bits. Grey may be a view of `bytes`.
 * @param bytes those of {@link sliceRange}
 */
export function sliceOf(bytes: Uint8Array, array: VoxelArray): SampleArray {
  const { type, littleEndian, channels } = array;
  const samples = toSamples(isPacked(array) ? bytes : gather(bytes, array), type, littleEndian);
  return channels === 3 ? toBytes(samples, 8 * bytesPerSample(type)) : samples;
}

/** The number that a volume begins with. */
function volumeStart({ further }: VoxelArray, volume: number): number {
  let rest = volume;
  return further.reduce((start, [length, stride]) => {
    const at = rest % length;
    rest = Math.floor(rest / length);
    return start + at * stride;
  }, 0);
}

function isPacked({ size: [width], channels, strides }: VoxelArray): boolean {
  const [i, j, , channel] = strides;
  return i === channels && j === channels * width && (channels === 1 || channel === 1);
}

/** Copies the numbers of a slice one by one into the order of an image. */
function gather(bytes: Uint8Array, { size, channels, strides, type }: VoxelArray): Uint8Array {
  const [width, height] = size;
  const bytesPer = bytesPerSample(type);
  const packed = new Uint8Array(width * height * channels * bytesPer);
  let to = 0;
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      for (let channel = 0; channel < channels; channel++) {
        const number = i * strides[0] + j * strides[1] + channel * strides[3];
        for (let from = number * bytesPer, end = from + bytesPer; from < end; from++) packed[to++] = bytes[from]!;
      }
    }
  }
  return packed;
}
