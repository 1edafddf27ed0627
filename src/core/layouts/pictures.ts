import { numberOf } from '../image/slicePlace';
import { splitPath } from './imageNames';
import type { FoundImage, LayoutFile, LayoutImage, LayoutObject } from './layout';
import { parsePictureStem, pictureStem } from './samUnet/names';
import { writtenSlices } from './slicesOf';

/** A slice as a picture of its own. */
export interface Picture {
  /** Name of its files without ending: the case, with the slice for volumes. */
  readonly stem: string;
  /** Ending of the picture's file. */
  readonly ending: string;
  readonly slice: number;
  readonly objects: readonly LayoutObject[];
}

/** Pictures that programs for annotations read as they are. */
const copied = /\.(png|jpe?g|bmp)$/i;

/** The slices of an image that are written, as pictures. */
export function picturesOf(image: LayoutImage, caseName: string): Picture[] {
  const { path, slices, objects } = image;
  const ending = (slices === 1 ? copied.exec(path)?.[0] : undefined) ?? '.png';
  return writtenSlices(image).map((slice) => ({
    stem: pictureStem(caseName, slices, slice),
    ending,
    slice,
    objects: objects.filter((object) => numberOf(object, slices) === slice),
  }));
}

/** The file of a picture: the image itself where it is one, otherwise what the editor shows by default. */
export function pictureFile({ path, slices }: LayoutImage, { slice }: Picture, target: string): LayoutFile {
  return { kind: 'image', path: target, as: slices === 1 && copied.test(path) ? 'copy' : 'shown', slice };
}

/** The images that a picture's file name can stand for. */
export function pictureNames(name: string): FoundImage['names'] {
  const { folder, stem } = splitPath(name);
  const slice = parsePictureStem(stem);
  return [{ name }, ...(slice === undefined ? [] : [{ ...slice, name: folder + slice.name }])];
}
