import path from 'node:path';
import { pathKey, type PathKey } from '../../core/base/pathKey';
import { isBinaryPng } from '../../core/formats/png/labelMap';
import { isImageName } from '../../core/formats/registry';
import { shortNames } from '../../core/layouts/imageNames';
import { isObjectName, masksFrom, namedPlace, objectName } from '../../core/layouts/objects/names';
import { isSegmentationName, mapName, segmentationName } from '../../core/sidecar/names';
import type { Sidecar, SidecarObject } from '../../core/sidecar/sidecar';
import { disk } from '../files/disk';
import { insideFolder } from '../files/insideFolder';
import { isMissing } from '../files/isMissing';
import type { ImageOfMasks } from './imageOfMasks';
import { labelMapFile } from './labelMapFile';
import { isKept, labelledVolumes, type MaskFile } from './maskFile';
import { objectFile } from './objectFile';
import { namesOfOthers } from './otherImages';
import { segmentationFile } from './segmentationFile';

/**
 * The mask files of a sidecar: one of all objects beside the image, or one for each object. Rejected objects are in none. The one
 * beside the image has its name as it is now, even where the image was renamed together with its masks.
 */
export function maskFilesOf(imagePath: string, sidecar: Sidecar): readonly MaskFile[] {
  const folder = path.dirname(imagePath);
  const kept = sidecar.objects.filter(isKept);
  const single = (sidecar.masks ?? []).map((each, i) => objectFile(each, folder, kept[i]!));
  return [...wholeFile(imagePath, sidecar), ...single.filter((file) => isInMaskFolder(folder, file.name))];
}

/** The mask file of all objects, if there is one. */
function wholeFile(imagePath: string, sidecar: Sidecar): readonly MaskFile[] {
  if (sidecar.mask === undefined) return [];
  const [folder, name] = [path.dirname(imagePath), path.basename(imagePath)];
  if (isSegmentationName(sidecar.mask)) return [segmentationFile(segmentationName(name), folder, sidecar)];
  const slices = sidecar.image.slices * labelledVolumes(sidecar);
  return [labelMapFile(mapName(name, slices), folder, sidecar)];
}

/** Those mask files that are no other image's, whatever the sidecar says: only they are read, written, moved and removed as its own. */
export async function ownMaskFiles(imagePath: string, sidecar: Sidecar): Promise<readonly MaskFile[]> {
  const files = maskFilesOf(imagePath, sidecar);
  const others = await namesOfOthers(
    imagePath,
    files.map(({ name }) => name),
  );
  return files.filter(({ name }) => !others.has(name));
}

/** Whether a name that a sidecar gives is one that masks of its folder have: it may name any other file, such as `masks/a.png`. */
export function isInMaskFolder(imageFolder: string, name: string): boolean {
  return name.startsWith(`${masksFrom(path.basename(imageFolder))}/`) && isObjectName(path.posix.basename(name));
}

/** Whether the folder for single masks is no link that leads elsewhere. */
export async function isOwnMaskFolder(imagePath: string): Promise<boolean> {
  const folder = path.resolve(path.dirname(imagePath));
  const below = path.resolve(folder, masksFrom(path.basename(folder)));
  return insideFolder(path.dirname(below), path.basename(below)).then(
    () => true,
    () => false,
  );
}

/**
 * The single masks that a sidecar names and that may be moved or removed with its image: none elsewhere, nor behind links, nor
 * another image's, and no image that bears such a name.
 */
export async function ownMaskNames(imagePath: string, { masks = [] }: Pick<Sidecar, 'masks'>): Promise<string[]> {
  const inFolder = masks.filter((name) => isInMaskFolder(path.dirname(imagePath), name));
  if (inFolder.length === 0 || !(await isOwnMaskFolder(imagePath))) return [];
  const others = await namesOfOthers(imagePath, inFolder);
  const own: string[] = [];
  for (const name of inFolder) {
    if (!others.has(name) && (await mayBeMask(path.join(path.dirname(imagePath), name)))) own.push(name);
  }
  return own;
}

/** Whether a file is not there, or a single mask by its pixels. */
async function mayBeMask(file: string): Promise<boolean> {
  return disk().readFile(file).then(isBinaryPng, isMissing);
}

/**
 * Unused names for one mask file per object, in the layout `objects`.
 * @param objects those that are kept
 * @param own files that may be replaced
 * @returns relative to the folder of the image
 */
export async function objectMaskNames(
  { path: target, slices }: Pick<ImageOfMasks, 'path' | 'slices'>,
  objects: readonly SidecarObject[],
  own: ReadonlySet<string>,
): Promise<string[]> {
  const folder = path.dirname(target);
  const short = await shortName(target);
  const below = masksFrom(path.basename(folder));
  // It may be a link to anywhere.
  await insideFolder(path.dirname(path.resolve(folder, below)), 'masks');
  // Two labels may differ in a way that some file system does not see.
  const taken = new Map<PathKey, string>();
  for (const object of objects) {
    const named = { short, label: object.label, ...namedPlace(object, { slices }) };
    for (let instance = 0; ; instance++) {
      const name = `${below}/${objectName({ ...named, instance })}`;
      const file = path.join(folder, name);
      if (taken.has(pathKey(name)) || (!own.has(file) && (await isThere(file)))) continue;
      // It may be another image's that was deleted and can be restored.
      if (!own.has(file) && (await namesOfOthers(target, [name])).size > 0) continue;
      taken.set(pathKey(name), name);
      break;
    }
  }
  return [...taken.values()];
}

async function isThere(file: string): Promise<boolean> {
  return disk()
    .modifiedAt(file)
    .then(
      () => true,
      () => false,
    );
}

/** Without its ending, or with it where two images of the folder would have the same. */
async function shortName(target: string): Promise<string> {
  const name = path.basename(target);
  const images = (
    await disk()
      .readdir(path.dirname(target))
      .catch(() => [])
  ).filter((other) => isImageName(other));
  return shortNames([...new Set([...images, name])]).get(name)!;
}
