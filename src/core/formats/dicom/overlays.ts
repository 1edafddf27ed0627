import type { Size } from '../../geometry/rect';
import { Mask } from '../../mask/mask';
import { t, type Message } from '../../text/message';
import type { DataSet } from './element';
import { unpackBits } from './stored';

/** Rows of an overlay plane, in the even groups from 6000 on (PS3.3 C.9.2). */
const overlayRows = /^x60[01][02468ace]0010$/;
const pixelData = 'x7fe00010';
/** Frames that the planes of a file may have. */
const mostFrames = 1000;

/** One frame of an overlay plane, as a mask of its image. */
export interface OverlayPlane {
  /** What the file calls it; empty where it does not. */
  readonly label: string;
  /** Of the image, 0-based. */
  readonly frame: number;
  readonly mask: Mask;
}

/** Overlay planes of a file. */
export function countOverlays(dataSet: DataSet): number {
  return groupsOf(dataSet).length;
}

/** A remark on overlay planes, which are no pixels of the image; none where there are none. */
export function overlayRemarks(count: number): readonly Message[] {
  if (count === 0) return [];
  return [
    count === 1
      ? t`The file has an overlay plane, which is not shown.`
      : t`The file has ${count} overlay planes, which are not shown.`,
  ];
}

/**
 * The overlay planes of a file that have pixels, each frame as a mask of the image's size (PS3.3 C.9.2, PS3.5 8.1.2). Planes in
 * unused bits of the pixels are read where these are not compressed.
 */
export function overlayPlanes(dataSet: DataSet, image: Size): readonly OverlayPlane[] {
  return groupsOf(dataSet).flatMap((group) => framesOf(dataSet, group, image));
}

function groupsOf({ elements }: DataSet): string[] {
  return Object.keys(elements).flatMap((tag) => (overlayRows.test(tag) ? [tag.slice(0, 5)] : []));
}

function framesOf(dataSet: DataSet, group: string, image: Size): OverlayPlane[] {
  const [height, width] = [dataSet.uint16(`${group}0010`) ?? 0, dataSet.uint16(`${group}0011`) ?? 0];
  const frames = Math.min(Number(dataSet.string(`${group}0015`) ?? 1) || 1, mostFrames);
  // Rows and columns are counted from 1.
  const [top, left] = [0, 1].map((index) => (dataSet.int16(`${group}0050`, index) ?? 1) - 1) as [number, number];
  const first = (dataSet.uint16(`${group}0051`) ?? 1) - 1;
  const label = dataSet.string(`${group}1500`) || dataSet.string(`${group}0022`) || '';
  const area = width * height;
  const planes: OverlayPlane[] = [];
  for (let i = 0; area > 0 && i < frames; i++) {
    const bits = bitsOf(dataSet, group, i * area, area);
    if (bits === undefined) break;
    const mask = new Mask(image.width, image.height);
    for (const [at, bit] of bits.entries()) {
      const [x, y] = [left + (at % width), top + Math.floor(at / width)];
      if (bit === 1 && x >= 0 && y >= 0 && x < image.width && y < image.height) mask.data[y * image.width + x] = 1;
    }
    if (mask.area > 0) planes.push({ label, frame: first + i, mask });
  }
  return planes;
}

/** `count` bits of a plane from `from` on: of its own data or, without such, of the pixels; undefined where they are not there. */
function bitsOf(dataSet: DataSet, group: string, from: number, count: number): Uint8Array | undefined {
  const own = dataSet.elements[`${group}3000`];
  if (own !== undefined) {
    if ((from + count + 7) >> 3 > own.length) return undefined;
    const bytes = dataSet.bytes.subarray(own.dataOffset, own.dataOffset + own.length);
    const isSwapped = !dataSet.littleEndian && own.vr === 'OW';
    return unpackBits(isSwapped ? swapped(bytes) : bytes, from, count);
  }
  const position = dataSet.uint16(`${group}0102`) ?? 0;
  const isNative = dataSet.elements[pixelData]?.isDelimited !== true && dataSet.uint16('x00280002') === 1;
  if (!isNative || dataSet.uint16('x00280100') !== 16) return undefined;
  const bits = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const cell = dataSet.uint16(pixelData, from + i);
    if (cell === undefined) return undefined;
    bits[i] = (cell >> position) & 1;
  }
  return bits;
}

/** Words of big-endian files, whose bits count from the lowest of the word. */
function swapped(bytes: Uint8Array): Uint8Array {
  return bytes.map((_, at) => bytes[at ^ 1] ?? 0);
}
