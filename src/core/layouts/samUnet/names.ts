import { decodeLabel, encodeLabel } from '../fileLabel';
import { splitPath } from '../imageNames';

const sliceSuffix = /^(.+)_z(\d{4,})$/;

/** Name of an image's file, without ending: the case, with the slice for volumes. */
export function pictureStem(caseName: string, slices: number, slice: number): string {
  return slices > 1 ? `${caseName}_z${String(slice).padStart(4, '0')}` : caseName;
}

/** The case and the slice that a file of this name, without ending, can stand for. */
export function parsePictureStem(stem: string): { readonly name: string; readonly slice: number } | undefined {
  const match = sliceSuffix.exec(stem);
  return match === null ? undefined : { name: match[1]!, slice: Number(match[2]) };
}

/** `<image>_<label>_<k>.png`, as in the published data. */
export function maskName(stem: string, label: string, instance: number): string {
  return `${stem}_${encodeLabel(label)}_${String(instance).padStart(3, '0')}.png`;
}

/** The label in the name of a mask of an image: what follows the image's name, without the number at the end. */
export function labelOf(mask: string, image: string): string | undefined {
  const { stem } = splitPath(image);
  const { stem: own } = splitPath(mask);
  if (!own.startsWith(`${stem}_`)) return undefined;
  const label = own.slice(stem.length).replace(/^_+/, '').replace(/_\d+$/, '');
  return label === '' ? undefined : decodeLabel(label);
}
