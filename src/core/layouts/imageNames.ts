import { isReservedName, pathKey, type PathKey } from '../base/pathKey';
import { imageExtensions } from '../formats/registry';

/** A path in its folder, its name and its name without the ending of an image. */
export function splitPath(path: string): { readonly folder: string; readonly name: string; readonly stem: string } {
  const cut = path.lastIndexOf('/') + 1;
  const name = path.slice(cut);
  return { folder: path.slice(0, cut), name, stem: stemOf(name) };
}

/** Name of an image without its ending. */
function stemOf(name: string): string {
  const lower = name.toLowerCase();
  const endings = imageExtensions.filter((extension) => lower.endsWith(extension) && name.length > extension.length);
  const length = Math.max(0, ...endings.map((extension) => extension.length));
  return name.slice(0, name.length - length);
}

/**
 * A short name for each image: without its ending, or with it where two images in a folder would have the same.
 * @returns short names, without folders, by path
 */
export function shortNames(paths: readonly string[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const { folder, stem } of paths.map(splitPath)) {
    counts.set(folder + stem, (counts.get(folder + stem) ?? 0) + 1);
  }
  return new Map(
    paths.map((path) => {
      const { folder, name, stem } = splitPath(path);
      return [path, counts.get(folder + stem) === 1 ? stem : name];
    }),
  );
}

/** Paths of images by what layouts that keep their folders call them: the path, with the short name or the whole one. */
export function imagesByName(paths: readonly string[]): ReadonlyMap<string, string> {
  const short = shortNames(paths);
  return new Map(
    paths.flatMap((path) => [[path, path] as const, [splitPath(path).folder + short.get(path)!, path] as const]),
  );
}

/** An image of nnU-Net's training folder, without the number of its first channel. */
const trainingImage = /^imagesTr\/(.+?)(_0000)?$/;

/**
 * A name for each image that is unique in the whole data set and safe in file names of every system: letters, digits, single
 * `-`, `_` and `.`. Of names that would be the same somewhere, those after the first in order of paths get a number.
 * @returns case names by path
 */
export function caseNames(paths: readonly string[]): ReadonlyMap<string, string> {
  const short = shortNames(paths);
  const used = new Set<PathKey>();
  const cases = new Map<string, string>();
  for (const path of paths.toSorted()) {
    const plain = (splitPath(path).folder + short.get(path)!)
      .normalize('NFC')
      .replace(/^images\//, '')
      .replace(trainingImage, '$1')
      .replaceAll(/[^\p{L}\p{N}._-]+/gu, '_')
      .replaceAll(/-{2,}/g, '-')
      .replace(/\.+$/, '_');
    const free = isReservedName(plain) ? `${plain}_` : plain;
    let name = free;
    for (let number = 2; used.has(pathKey(name)); number++) name = `${free}_${number}`;
    used.add(pathKey(name));
    cases.set(path, name);
  }
  return cases;
}
