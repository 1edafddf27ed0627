import { decode, encode, type DecodedPng } from 'fast-png';
import { messageOf, UserError } from '../../base/error';
import { refuseLfsPointer } from '../../base/gitLfs';
import type { Size } from '../../geometry/rect';
import { paletteColor } from '../../labels/palette';
import type { Mask } from '../../mask/mask';
import { t, type Text } from '../../text/message';
import { checkExtent } from '../limits';
import { checkLength } from './checkLength';
import { essentialChunks, readHeader } from './header';

/** A 2-D label map: one label value per pixel, row by row; 0 is background. */
export interface LabelMap extends Size {
  readonly data: Uint8Array | Uint16Array;
  /** Red, green and blue by value, of an indexed PNG. */
  readonly palette?: readonly (readonly number[])[];
}

/**
 * Encodes a label map as PNG. While every value fits one byte the file is an indexed PNG whose index is the label value
 * and whose palette holds the colours, so that any viewer shows it in colour; otherwise it is a 16-bit grey PNG.
 * @param values `width · height` label values, row by row; 0 is background.
 * @param colors `#rrggbb` by label value; values without one get the product's palette.
 */
export function writeLabelPng(
  { width, height }: Size,
  values: Uint8Array | Uint16Array,
  colors: ReadonlyMap<number, string>,
): Uint8Array {
  let highest = 0;
  for (const value of values) highest = Math.max(highest, value);
  if (highest > 255) return encode({ width, height, data: values, depth: 16, channels: 1 });
  const entries = Math.max(highest, ...[...colors.keys()].filter((value) => value <= 255)) + 1;
  const palette = Array.from({ length: entries }, (_, value) =>
    value === 0 ? [0, 0, 0] : components(colors.get(value) ?? paletteColor(value)),
  );
  return encode({ width, height, data: Uint8Array.from(values), depth: 8, channels: 1, palette });
}

/** Encodes a label map as grey PNG, whose grey is the label value: 8 bits while every value fits, otherwise 16. */
export function writeGreyLabelPng({ width, height }: Size, values: Uint8Array | Uint16Array): Uint8Array {
  const isWide = values.some((value) => value > 255);
  return encode({
    width,
    height,
    data: isWide ? values : Uint8Array.from(values),
    depth: isWide ? 16 : 8,
    channels: 1,
  });
}

/** Encodes a mask as 8-bit grey PNG: 0 background, 255 object. */
export function writeBinaryPng({ width, height, data }: Mask): Uint8Array {
  return encode({ width, height, data: data.map((value) => value * 255), depth: 8, channels: 1 });
}

/**
 * Decodes a label map: the palette indices of an indexed PNG, the grey values (1 to 16 bits) of any other.
 * @param most pixels that there may be, as a size; any number that can be held when left out
 * @throws UserError `damaged`, `too-large`, or `unsupported-encoding` for colour, whose pixels are no label values.
 */
export function readLabelPng(bytes: Uint8Array, most?: Size): LabelMap {
  refuseLfsPointer(bytes);
  checkSize(bytes, most);
  let png: DecodedPng;
  try {
    const header = readHeader(bytes);
    checkLength(header);
    png = decode(essentialChunks(bytes, header), { checkCrc: true });
  } catch (error) {
    throw damaged(messageOf(error), error);
  }
  const { width, height, channels, depth } = png;
  if (channels !== 1) {
    throw new UserError('unsupported-encoding', {
      problem: t`The PNG is in colour or has transparency, so its pixels are not label values.`,
      advice: t`Save label maps as indexed or grey PNG.`,
    });
  }
  const data = depth < 8 ? unpack(png) : png.data;
  if (data.length !== width * height) throw damaged(`it contains ${data.length} of ${width * height} pixels`);
  const { palette } = png;
  return {
    ...{ width, height, data: data instanceof Uint16Array ? data : new Uint8Array(data) },
    ...(palette === undefined ? {} : { palette }),
  };
}

/** Pixels up to which an unknown file is decoded only to see whether it is a mask: it may claim to have any number. */
const mostChecked = 2 ** 26;

/** Whether a file can be one that {@link writeBinaryPng} has written; of very large ones, only the header is checked. */
export function isBinaryPng(bytes: Uint8Array): boolean {
  try {
    const { width, height, channels } = readHeader(bytes);
    if (width * height > mostChecked) return channels === 1;
    return readLabelPng(bytes).data.every((value) => value === 0 || value === 255);
  } catch {
    return false;
  }
}

/** Refuses by the header alone what would need too much memory. */
function checkSize(bytes: Uint8Array, most: Size | undefined): void {
  if (bytes.length < 24) throw damaged(t`it ends after ${bytes.length} bytes`);
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = header.getUint32(16);
  const height = header.getUint32(20);
  checkExtent({ width, height, slices: 1, bytesPerPixel: 2 });
  if (most !== undefined && width * height > most.width * most.height) {
    throw damaged(t`it declares ${width} × ${height} pixels; the limit is ${most.width} × ${most.height}`);
  }
}

/** One value per byte from rows of 1-, 2- or 4-bit values, the first in the highest bits. */
function unpack({ width, height, depth, data }: DecodedPng): Uint8Array {
  const perRow = Math.ceil((width * depth) / 8);
  const values = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      const byte = data[y * perRow + (bit >> 3)] ?? 0;
      values[y * width + x] = (byte >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
    }
  }
  return values;
}

function components(color: string): number[] {
  if (!/^#[\da-f]{6}$/i.test(color)) {
    throw new UserError('bad-input', { problem: t`“${color}” is not a colour.`, advice: t`Write it as #rrggbb.` });
  }
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
}

function damaged(reason: Text, cause?: unknown): UserError {
  return new UserError('damaged', {
    problem: t`The label map is not a readable PNG: ${reason}.`,
    advice: t`Restore it from a copy, or delete it.`,
    cause,
  });
}
