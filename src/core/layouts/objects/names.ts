import { decodeLabel, encodeLabel } from '../fileLabel';

const maskFile = /^(.*\/)?masks\/([^/]+)\.png$/;
const rest = /^(?:z(\d{4,})__)?(.+?)(?:_(\d+))?$/;

export interface ObjectName {
  /** Short name of the image, see `shortNames`. */
  readonly short: string;
  readonly label: string;
  /** 0-based; undefined for images of one slice. */
  readonly slice?: number;
  readonly instance: number;
}

/** The folder of the masks of images in a folder: `masks` beside a folder `images`, otherwise `masks` in it. */
export function masksFolder(imageFolder: string): string {
  return `${imageFolder.replace(/(^|\/)images\/$/, '$1')}masks/`;
}

/** The same, seen from the folder of the images: `../masks` for one that is called `images`. */
export function masksFrom(imageFolder: string): 'masks' | '../masks' {
  return imageFolder === 'images' ? '../masks' : 'masks';
}

/** `<short>__<label>_<k>.png`, with `z<slice>__` before the label in volumes. */
export function objectName({ short, label, slice, instance }: ObjectName): string {
  const place = slice === undefined ? '' : `z${String(slice).padStart(4, '0')}__`;
  return `${short}__${place}${encodeLabel(label)}_${instance}.png`;
}

/** Folder above `masks`, and name without ending, of a file that can be a mask of this layout. */
export function splitMaskPath(path: string): { readonly folder: string; readonly name: string } | undefined {
  const match = maskFile.exec(path);
  const name = match?.[2];
  return name?.includes('__') === true ? { folder: match?.[1] ?? '', name } : undefined;
}

/** Parts of a mask's name after `<short>__`. */
export function parseRest(text: string): { readonly label: string; readonly slice?: number } {
  const [, slice, label] = rest.exec(text) ?? [];
  return { label: decodeLabel(label ?? text), ...(slice === undefined ? {} : { slice: Number(slice) }) };
}
