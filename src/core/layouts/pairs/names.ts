import { isImageName } from '../../formats/registry';
import { shortNames, splitPath } from '../imageNames';
import { imagePattern, maskPattern } from '../maskFolders';

/** What the name of a mask may have after that of its image. */
const suffix = /[_-](masks?|seg(mentation)?|gt|labels?)$/i;

/**
 * Paths of a written data set: those of the images, below `images` and `masks`.
 * @returns by the path of an image, without the ending
 */
export function writtenNames(paths: readonly string[]): ReadonlyMap<string, string> {
  const short = shortNames(paths);
  // A folder that holds all images becomes the one that is written.
  const isWhole = paths.every((path) => path.startsWith('images/'));
  return new Map(
    paths.map((path) => [
      path,
      (isWhole ? splitPath(path).folder.slice('images/'.length) : splitPath(path).folder) + short.get(path)!,
    ]),
  );
}

/** Files in folders for masks. */
export function masksIn(paths: readonly string[]): string[] {
  return paths.filter((path) => isImageName(path) && maskPattern(path) !== undefined);
}

/**
 * Finds the images that masks are of: those at the same place in the folder for images beside the one for masks, or in the
 * folder that the one for masks lies in. Where images and masks are named by different folders, the paths in these count.
 */
export class PartnerFinder {
  readonly #byPlace = new Map<string, string[]>();
  readonly #byPath = new Map<string, string[]>();
  /** By the path in a folder for images. */
  readonly #byRest = new Map<string, string[]>();

  constructor(images: readonly string[]) {
    for (const image of images) {
      const { folder, name } = splitPath(image);
      const place = imagePattern(image);
      add(this.#byPlace, place ?? `${folder}*/${name}`, image);
      add(this.#byPath, image, image);
      if (place !== undefined) add(this.#byRest, restOf(place), image);
    }
  }

  /** @returns the paths that could be meant: where names differ in the ending alone, the one of the same ending */
  find(mask: string): readonly string[] {
    const found = this.#find(mask, maskPattern(mask));
    const same = found.filter((image) => splitPath(image).name === splitPath(mask).name);
    return same.length === 1 ? same : found;
  }

  #find(mask: string, place: string | undefined): readonly string[] {
    if (place === undefined) return lookUp(this.#byPath, mask) ?? lookUp(this.#byRest, mask) ?? [];
    const isTop = place.startsWith('*/');
    return lookUp(this.#byPlace, place) ?? (isTop ? lookUp(this.#byPath, restOf(place)) : undefined) ?? [];
  }
}

function lookUp(images: ReadonlyMap<string, string[]>, path: string): readonly string[] | undefined {
  const name = withoutEnding(path);
  return images.get(name) ?? images.get(name.replace(suffix, ''));
}

/** By the path with and without the ending: masks are called `a.png` or `a.jpg.png`. */
function add(map: Map<string, string[]>, path: string, image: string): void {
  for (const key of new Set([path, withoutEnding(path)])) {
    const known = map.get(key);
    if (known === undefined) map.set(key, [image]);
    else known.push(image);
  }
}

/** The part of a place in its folder. */
function restOf(place: string): string {
  return place.replace(/^(.*\/)?([^/]+[_-])?\*\//, '');
}

function withoutEnding(path: string): string {
  const { folder, stem } = splitPath(path);
  return folder + stem;
}
