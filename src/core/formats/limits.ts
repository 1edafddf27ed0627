import { UserError } from '../base/error';
import { t, type Message } from '../text/message';

/** Longest side of a slice, in pixels: beyond it neither page nor model can hold the pixels. */
const maxSide = 32_768;
/** Pixels of one slice: 16k × 16k. */
const maxSlicePixels = 268_435_456;
/** Slices of one image. */
const maxSlices = 65_536;
/** Volumes of one image. */
const maxVolumes = 65_536;
/** Bytes of one decoded image. A worker holds them in memory, and V8 ends its buffers near 4 GiB. */
export const maxImageBytes = 2_147_483_648;

/** Decompressed bytes of one image that are held in memory where there is another place for them. */
export const heldBytes = 67_108_864;

export interface Extent {
  readonly width: number;
  readonly height: number;
  readonly slices: number;
  readonly volumes?: number;
  readonly bytesPerPixel: number;
}

/**
 * Checks sizes that a header claims, before anything is allocated for them.
 * @throws UserError `damaged` for sizes that are no positive whole numbers, `too-large` above one of the limits
 */
export function checkExtent({ width, height, slices, volumes = 1, bytesPerPixel }: Extent): void {
  if (![width, height, slices, volumes].every((size) => Number.isSafeInteger(size) && size > 0)) {
    throw new UserError('damaged', {
      problem: t`The header states an invalid size of ${width} × ${height} pixels in ${slices} slices.`,
      advice: t`Export or copy the file again.`,
    });
  }
  const size = `${width} × ${height} pixels in ${slices} slices`;
  const beyond = (limit: Message): UserError =>
    new UserError('too-large', {
      problem: t`The image has ${size}; ${limit}.`,
      advice: t`Crop or downsample it, or split it into parts.`,
    });
  if (Math.max(width, height) > maxSide) throw beyond(t`a side may have at most ${maxSide} pixels`);
  if (width * height > maxSlicePixels) throw beyond(t`a slice may have at most ${maxSlicePixels} pixels`);
  if (slices > maxSlices) throw beyond(t`an image may have at most ${maxSlices} slices`);
  if (volumes > maxVolumes) throw beyond(t`it may have at most ${maxVolumes} volumes`);
  if (width * height * slices * bytesPerPixel > maxImageBytes) {
    throw beyond(t`decoded, an image may take at most ${maxImageBytes / 2 ** 30} GiB`);
  }
}

/**
 * Checks what is decoded as a whole to be read by parts from then on.
 * @throws UserError `too-large`
 */
export function checkDecoded({
  width,
  height,
  bytesPerPixel,
}: Pick<Extent, 'width' | 'height' | 'bytesPerPixel'>): void {
  if (width * height * bytesPerPixel <= maxImageBytes) return;
  throw new UserError('too-large', {
    problem: t`The image has ${width} × ${height} pixels; decoded, an image may take at most ${maxImageBytes / 2 ** 30} GiB.`,
    advice: t`Crop or downsample it, or split it into parts.`,
  });
}

/** Longest side of an image that is read by parts. */
const maxPyramidSide = 1_048_576;

/**
 * Checks the size of an image of which only parts are ever decoded, as {@link checkExtent}.
 * @throws UserError `damaged`, `too-large`
 */
export function checkPyramid(size: Pick<Extent, 'width' | 'height' | 'slices' | 'volumes'>): void {
  const { width, height, slices, volumes } = size;
  const side = (length: number): number => (length > 1 ? 1 : length);
  checkExtent({
    width: side(width),
    height: side(height),
    slices,
    ...(volumes === undefined ? {} : { volumes }),
    bytesPerPixel: 1,
  });
  if (Math.max(width, height) <= maxPyramidSide) return;
  throw new UserError('too-large', {
    problem: t`The image has ${width} × ${height} pixels; a side may have at most ${maxPyramidSide} pixels.`,
    advice: t`Crop or downsample it, or split it into parts.`,
  });
}

/**
 * Checks that what lies in memory up to the end of a volume is not too much.
 * @throws UserError `too-large`
 */
export function checkVolumeEnd(bytes: number): void {
  if (bytes <= maxImageBytes) return;
  throw new UserError('too-large', {
    problem: t`Decompressed, the volumes up to this one take more than ${maxImageBytes / 2 ** 30} GiB.`,
    advice: t`Split the file into its volumes.`,
  });
}

/** Bytes that bzip2 may make of one where they are many: of zeros it makes thousands, which takes minutes. */
const largestBzip2Ratio = 250;

/**
 * Checks what is to be decompressed from bzip2, which is slow and has no place but the memory.
 * @param compressed bytes of the stream
 * @throws UserError `too-large`
 */
export function checkBzip2(bytes: number, compressed: number): void {
  if (bytes <= heldBytes || bytes <= largestBzip2Ratio * compressed) return;
  throw new UserError('too-large', {
    problem: t`The header declares ${bytes} bytes, which cannot come from ${compressed} bytes of bzip2 data.`,
    advice: t`Save the file with gzip encoding.`,
  });
}
