import type { SlicePlace } from '../../image/slicePlace';
import { decodeLabel, encodeLabel } from '../fileLabel';

const maskFile = /^(.*\/)?masks\/([^/]+)\.png$/;
/** Bytes that a file name may have on the file systems in use. */
const longest = 255;
const rest = /^(?:t(\d{4,})__)?(?:z(\d{4,})__)?(.+?)(?:_(\d+))?$/;

export interface ObjectName {
  /** Short name of the image, see `shortNames`. */
  readonly short: string;
  readonly label: string;
  /** 0-based; undefined for images of one slice. */
  readonly slice?: number;
  /** 0-based; undefined for the first volume. */
  readonly volume?: number;
  readonly instance: number;
}

/** What a name says of a place: the slice where there are several, the volume where it is not the first. */
export function namedPlace(
  { slice, volume = 0 }: SlicePlace,
  { slices }: { readonly slices: number },
): Pick<ObjectName, 'slice' | 'volume'> {
  return { ...(slices > 1 ? { slice } : {}), ...(volume > 0 ? { volume } : {}) };
}

/** The folder of the masks of images in a folder: `masks` beside a folder `images`, otherwise `masks` in it. */
export function masksFolder(imageFolder: string): string {
  return `${imageFolder.replace(/(^|\/)images\/$/, '$1')}masks/`;
}

/** The same, seen from the folder of the images: `../masks` for one that is called `images`. */
export function masksFrom(imageFolder: string): 'masks' | '../masks' {
  return imageFolder === 'images' ? '../masks' : 'masks';
}

/** `<short>__<label>_<k>.png`, with `z<slice>__` before the label in volumes, and `t<volume>__` before that in later ones. */
export function objectName({ short, label, slice, volume, instance }: ObjectName): string {
  const place = part('t', volume) + part('z', slice);
  const ending = `_${instance}.png`;
  return fitting(`${short}__${place}${encodeLabel(label)}`, longest - ending.length) + ending;
}

/** A name as it is, or cut and with a hash where it takes more bytes than a name may have. */
function fitting(name: string, most: number): string {
  const letters = Array.from(name);
  let bytes = letters.reduce((sum, letter) => sum + bytesOf(letter), 0);
  if (bytes <= most) return name;
  // FNV-1a: it only has to tell names with the same beginning apart.
  const hash = letters.reduce((sum, letter) => Math.imul(sum ^ letter.codePointAt(0)!, 0x01000193) >>> 0, 0x811c9dc5);
  const mark = `~${hash.toString(16).padStart(8, '0')}`;
  while (bytes > most - mark.length) bytes -= bytesOf(letters.pop()!);
  return letters.join('') + mark;
}

/** Whether a file can have got its name from {@link objectName}. */
export function isObjectName(name: string): boolean {
  return /(__|~[\da-f]{8}_).*\.png$/.test(name);
}

/** Bytes of a code point in UTF-8. */
function bytesOf(letter: string): number {
  const code = letter.codePointAt(0)!;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

function part(letter: string, index: number | undefined): string {
  return index === undefined ? '' : `${letter}${String(index).padStart(4, '0')}__`;
}

/** Folder above `masks`, and name without ending, of a file that can be a mask of this layout. */
export function splitMaskPath(path: string): { readonly folder: string; readonly name: string } | undefined {
  const match = maskFile.exec(path);
  const name = match?.[2];
  return name?.includes('__') === true ? { folder: match?.[1] ?? '', name } : undefined;
}

/** Parts of a mask's name after `<short>__`. */
export function parseRest(text: string): Pick<ObjectName, 'label' | 'slice' | 'volume'> {
  const [, volume, slice, label] = rest.exec(text) ?? [];
  return {
    label: decodeLabel(label ?? text),
    ...(slice === undefined ? {} : { slice: Number(slice) }),
    ...(volume === undefined ? {} : { volume: Number(volume) }),
  };
}
