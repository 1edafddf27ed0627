import { stat } from 'node:fs/promises';
import path from 'node:path';
import { pathKey } from '../../core/base/pathKey';
import { textOf } from '../../core/base/text';
import { isImageName } from '../../core/formats/registry';
import { splitPath } from '../../core/layouts/imageNames';
import { imageOfMask, imageOfSidecar, sidecarName } from '../../core/sidecar/names';
import { parseSidecar } from '../../core/sidecar/sidecar';
import { processWide } from '../processWide';
import { disk } from '../files/disk';
import { isSameFile } from '../files/sameFile';

/**
 * Which single masks that a sidecar names belong to other images. Several images share the folder for them, and a sidecar can come
 * from anywhere: what it names as its own may be another image's. A file is another image's where its name begins with that of
 * such an image, and not with that of this one; or where it begins with both, as for `a.png` and `a.jpg`, and the other's sidecar
 * names it. A file with masks of its own is an image itself.
 *
 * @param names as the sidecar names them; only those in the folder for single masks
 */
export async function namesOfOthers(imagePath: string, names: Iterable<string>): Promise<ReadonlySet<string>> {
  const others = new Set<string>();
  const single = [...names].filter((name) => name.includes('/'));
  if (single.length === 0) return others;
  const neighbours = await neighboursOf(path.resolve(imagePath));
  const claimed = new Map<string, Promise<readonly string[]>>();
  for (const name of single) {
    const file = path.posix.basename(name);
    const { masked } = await listingOf(path.join(path.resolve(path.dirname(imagePath)), path.posix.dirname(name)));
    if (masked.has(file)) {
      others.add(name);
      continue;
    }
    const own = prefixIn(file, imagePath);
    for (const image of neighbours) {
      const length = prefixIn(file, image);
      if (length === 0 || length < own) continue;
      const claims = claimed.get(image) ?? claimsOf(image);
      claimed.set(image, claims);
      if (own === 0 || (await isAmong(path.join(path.dirname(imagePath), name), await claims))) others.add(name);
    }
  }
  return others;
}

/** Other images whose single masks lie in the same folder, by their paths. */
async function neighboursOf(image: string): Promise<string[]> {
  const neighbours: string[] = [];
  for (const other of await imagesAround(path.dirname(image))) {
    if (other === image) continue;
    // It may be this one in another spelling, which the file system does not tell apart.
    if (pathKey(other) === pathKey(image) && (await isSameFile(sidecarOf(other), sidecarOf(image)))) continue;
    neighbours.push(other);
  }
  return neighbours;
}

function sidecarOf(imagePath: string): string {
  return path.join(path.dirname(imagePath), sidecarName(path.basename(imagePath)));
}

/** Letters of a mask's name that are the name of its image, with its ending or without; 0 where it begins with neither. */
function prefixIn(file: string, imagePath: string): number {
  const { name, stem } = splitPath(path.basename(imagePath));
  const prefixes = [name, stem].map((each) => pathKey(`${each}__`));
  return Math.max(0, ...prefixes.filter((prefix) => pathKey(file).startsWith(prefix)).map(({ length }) => length));
}

/** Whether one of some files is this one, also in a spelling that the file system does not tell apart. */
async function isAmong(file: string, files: readonly string[]): Promise<boolean> {
  for (const other of files) {
    if (other === file) return true;
    if (pathKey(other) === pathKey(file) && (await isSameFile(other, file))) return true;
  }
  return false;
}

/** The single masks that the sidecar of an image names. */
async function claimsOf(imagePath: string): Promise<readonly string[]> {
  const file = sidecarOf(imagePath);
  try {
    const { masks = [], maskHashes, previousMaskHashes } = parseSidecar(textOf(await disk().readFile(file)), file);
    const names = [...masks, ...Object.keys(maskHashes ?? {}), ...Object.keys(previousMaskHashes ?? {})];
    return names.filter((name) => name.includes('/')).map((name) => path.join(path.dirname(imagePath), name));
  } catch {
    return [];
  }
}

/** Images whose single masks lie in the same folder, by their paths: those of a folder `images` lie with those of the folder above. */
async function imagesAround(folder: string): Promise<string[]> {
  const full = path.resolve(folder);
  const other = path.basename(full) === 'images' ? path.dirname(full) : path.join(full, 'images');
  return (await Promise.all([full, other].map(listingOf))).flatMap(({ images }) => images);
}

interface Listing {
  readonly modified: number;
  /** By their paths. */
  readonly images: readonly string[];
  /** Names of those that have masks. */
  readonly masked: ReadonlySet<string>;
}

const nothing: Listing = { modified: 0, images: [], masked: new Set() };

/** What folders hold, for as long as nothing in them has changed: a run or an index asks for each image. */
const listings = processWide(() => new Map<string, Listing>());
const mostListings = 8;
/** Milliseconds in which a folder may change without its time of change showing it. */
const isFresh = 2000;

async function listingOf(folder: string): Promise<Listing> {
  const modified = await stat(folder).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
  if (modified === undefined) return nothing;
  const known = listings().get(folder);
  if (known?.modified === modified) return known;
  const names = await disk()
    .readdir(folder)
    .catch(() => []);
  const images = new Set<string>();
  const masked = new Set<string>();
  for (const name of names) {
    const owner = imageOfSidecar(name) ?? imageOfMask(name);
    if (owner !== undefined) masked.add(owner);
    // DICOM files often have no ending.
    const image = imageOfSidecar(name) ?? (isImageName(name) || !name.includes('.') ? name : undefined);
    if (image !== undefined) images.add(path.join(folder, image));
  }
  const listing: Listing = { modified, images: [...images], masked };
  listings().delete(folder);
  if (Math.abs(Date.now() - modified) > isFresh) listings().set(folder, listing);
  for (const old of [...listings().keys()].slice(0, -mostListings)) listings().delete(old);
  return listing;
}
