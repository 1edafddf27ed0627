import path from 'node:path';
import { pathKey, type PathKey } from '../../core/base/pathKey';
import { readLabelVolumes, writeLabelVolume } from '../../core/formats/nifti/labelVolume';
import { isBinaryPng, readLabelPng, writeBinaryPng, writeLabelPng } from '../../core/formats/png/labelMap';
import { isImageName } from '../../core/formats/registry';
import { volumesOf } from '../../core/image/medicalImage';
import { numberOf, volumeOf } from '../../core/image/slicePlace';
import { shortNames } from '../../core/layouts/imageNames';
import { isObjectName, masksFrom, namedPlace, objectName } from '../../core/layouts/objects/names';
import { drawLabels } from '../../core/mask/labelMap';
import { decodeRunLength, fillRuns } from '../../core/mask/runLength';
import type { Sidecar, SidecarLabel, SidecarObject } from '../../core/sidecar/sidecar';
import { maskName } from '../../core/sidecar/names';
import { disk } from '../files/disk';
import { gunzip, gzip } from '../files/gzip';
import { insideFolder } from '../files/insideFolder';
import { isMissing } from '../files/isMissing';
import { isSameArray } from '../files/sameArray';
import type { ImageOfMasks } from './imageOfMasks';
import { namesOfOthers } from './otherImages';

/** A mask file that a sidecar names. */
export interface MaskFile {
  readonly path: string;
  /** As the sidecar names it: relative to the folder of the image. */
  readonly name: string;
  /** Bytes of memory that {@link holds} takes: what is inflated, unpacked and drawn. */
  readonly memory: number;
  /** Whether a file holds what the sidecar says. @throws UserError when it is damaged */
  holds(bytes: Uint8Array): boolean;
  /** @param image as far as the sidecar does not describe it: where its voxels lie */
  bytes(image: ImageOfMasks): Uint8Array;
}

/**
 * The mask files of a sidecar: the label map, or one for each object. Rejected objects are in none. The label map has the name
 * of the image as it is now, even where the image was renamed together with its masks.
 */
export function maskFilesOf(imagePath: string, sidecar: Sidecar): readonly MaskFile[] {
  const folder = path.dirname(imagePath);
  const slices = sidecar.image.slices * labelledVolumes(sidecar);
  const name = maskName(path.basename(imagePath), slices);
  const labelMap = sidecar.mask === undefined ? [] : [labelMapOf(name, folder, sidecar)];
  const kept = sidecar.objects.filter(isKept);
  const single = (sidecar.masks ?? []).map((each, i) => objectMaskOf(each, folder, kept[i]!));
  return [...labelMap, ...single.filter((file) => isInMaskFolder(folder, file.name))];
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

/** Whether an object is in the mask files. */
export function isKept({ status }: Pick<SidecarObject, 'status'>): boolean {
  return status !== 'rejected';
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

function labelMapOf(name: string, folder: string, sidecar: Sidecar): MaskFile {
  const { image, labels } = sidecar;
  const isVolume = image.slices * labelledVolumes(sidecar) > 1;
  const isWide = labels.some(({ value }) => value > 255);
  const values = (): Uint8Array | Uint16Array => drawContent(sidecar);
  return {
    path: path.join(folder, name),
    name,
    memory:
      image.width * image.height * image.slices * labelledVolumes(sidecar) * (isVolume ? 2 : 3) * (isWide ? 2 : 1),
    holds: (bytes) => {
      const { width, height, data } = isVolume
        ? readLabelVolumes(bytes, gunzip, image.width * image.height * image.slices * labelledVolumes(sidecar))
        : readLabelPng(bytes, image);
      return width === image.width && height === image.height && isSameArray(data, values());
    },
    bytes: (full) =>
      isVolume
        ? writeLabelVolume({ ...full, volumes: labelledVolumes(sidecar), data: values() }, gzip)
        : writeLabelPng(image, values(), new Map(labels.map(({ value, color }) => [value, color]))),
  };
}

function objectMaskOf(name: string, folder: string, object: SidecarObject): MaskFile {
  return {
    path: path.join(folder, name),
    name,
    memory: object.mask.size[0] * object.mask.size[1] * 3,
    holds: (bytes) => {
      const mask = decodeRunLength(object.mask);
      const { width, height, data } = readLabelPng(bytes, mask);
      fillRuns(mask.data, object.mask, 255);
      return width === mask.width && height === mask.height && isSameArray(data, mask.data);
    },
    bytes: () => writeBinaryPng(decodeRunLength(object.mask)),
  };
}

/** Volumes of an image's label map: all of them, once a mask lies in another than the first. */
export function labelledVolumes({ image, objects }: Pick<Sidecar, 'image' | 'objects'>): number {
  return objects.some((object) => isKept(object) && volumeOf(object) > 0) ? volumesOf(image) : 1;
}

/** Label values of everything that is kept. */
function drawContent(sidecar: Sidecar): Uint8Array | Uint16Array {
  const { image, labels, objects } = sidecar;
  const drawn = objects.filter(isKept).map((object) => ({
    slice: numberOf(object, image.slices),
    mask: object.mask,
    value: valueOf(labels, object.label),
  }));
  return drawLabels(image, image.slices * labelledVolumes(sidecar), drawn);
}

function valueOf(labels: readonly SidecarLabel[], name: string): number {
  const label = labels.find((candidate) => candidate.name === name);
  if (label === undefined) throw new RangeError(`There is no label “${name}”.`);
  return label.value;
}
