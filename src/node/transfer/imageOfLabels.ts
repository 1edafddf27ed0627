import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/base/error';
import { isImageName } from '../../core/formats/registry';
import { sameGeometry } from '../../core/geometry/volumeGeometry';
import type { ImageInfo } from '../../core/image/medicalImage';
import { ImageFinder } from '../../core/layouts/findImage';
import type { FoundMask } from '../../core/layouts/layout';
import { labelledStem, namedAlike } from '../../core/layouts/labelVolumeName';
import { isInMaskFolder } from '../../core/layouts/maskFolders';
import { detectLayout } from '../../core/layouts/registry';
import { layout as slicer } from '../../core/layouts/slicer';
import { imageOfSegmentation } from '../../core/layouts/slicer/names';
import { isMask, listFolder } from '../files/findImages';
import { isFileInCloud } from '../files/inCloud';
import { slashPath } from '../files/slashPath';
import { readTextFile } from '../files/textFile';
import { comparePaths } from '../files/walkFolder';
import { imagesOfFiles, openImage, type OpenedImage } from '../image/openImage';
import { ImagesByPlace } from './imagesByPlace';

/** Levels that a label map without a telling name may have: beyond them it is taken for an image. */
const mostLevels = 64;
/** Slices that are looked at. */
const mostSlices = 9;
/** Volumes beside it whose headers are read. */
const mostCandidates = 24;

/** A label volume, with the image that it is for. */
export interface LabelsOfImage {
  /** Absolute path. */
  readonly image: string;
  /** Folder that the path of `mask` is relative to. */
  readonly root: string;
  readonly mask: FoundMask;
}

/**
 * The image that a volume is a label map of: it has whole values of few levels, and a companion of equal geometry, which its
 * data set, its name or, for volumes without a telling name, their geometry alone shows.
 *
 * @returns undefined for an image, and for labels without one
 */
export async function imageOfLabels(labels: OpenedImage): Promise<LabelsOfImage | undefined> {
  const { info, path: file } = labels;
  if (imageOfSegmentation(file) !== undefined) return ofSegmentation(file);
  if (info.slices < 2 || info.channels !== 1) return undefined;
  const isNamed =
    labelledStem(path.basename(file)) !== undefined ||
    isInMaskFolder(slashPath(path.dirname(path.dirname(file)), file));
  if ((!isNamed && info.geometry === undefined) || !(await hasFewLevels(labels))) return undefined;
  const inDataset = await ofDataset(file);
  if (inDataset !== undefined && (await isCompanion(inDataset.image, info))) return inDataset;
  const root = path.dirname(file);
  const mask = { kind: 'labelMap', path: path.basename(file), names: new Map() } as const;
  for (const image of await candidates(file, isNamed)) {
    if (await isCompanion(image, info)) return { image, root, mask };
  }
  return undefined;
}

/** The image or series that a segmentation of 3D Slicer is for, in its folder or below. */
async function ofSegmentation(file: string): Promise<LabelsOfImage | undefined> {
  const root = path.dirname(file);
  const { images, files } = await listFolder(root);
  const imageOf = await imagesOfFiles(root, images);
  const text = (target: string): Promise<string> => readTextFile(path.join(root, target));
  const paths = [path.basename(file), ...[...files].filter((each) => /\.mrml$/i.test(each))];
  const [found] = await slicer.read({ paths, images, text });
  if (found === undefined) return undefined;
  const finder = new ImageFinder(images, { folder: root });
  const named = found.names.map((name) => finder.find(name)).find((each) => typeof each === 'string');
  const anchors = [...imageOf.values()].map(({ image }) => path.join(root, image.path));
  const image =
    typeof named === 'string'
      ? path.join(root, imageOf.get(named)?.image.path ?? named)
      : found.byPlace && (await new ImagesByPlace(anchors).find({ ...found.byPlace, file }));
  return typeof image === 'string' ? { image, root, mask: found.masks[0]! } : undefined;
}

/** Whether the values of slices spread over a volume are few whole numbers from 0 on, of which there is more than one. */
async function hasFewLevels(labels: OpenedImage): Promise<boolean> {
  const { slices } = labels.info;
  const levels = new Set<number>();
  const count = Math.min(slices, mostSlices);
  for (let i = 0; i < count; i++) {
    const { data, slope, intercept } = await labels.readSlice(Math.floor(((i + 0.5) * slices) / count));
    if (slope !== 1 || intercept !== 0) return false;
    for (const value of data) {
      if (!Number.isInteger(value) || value < 0) return false;
      levels.add(value);
      if (levels.size > mostLevels) return false;
    }
  }
  return levels.has(0) && levels.size > 1;
}

/** The image that a data set around a file names for it: a folder of nnU-Net, the Decathlon, or of images and masks. */
async function ofDataset(file: string): Promise<LabelsOfImage | undefined> {
  const root = path.dirname(path.dirname(file));
  const paths = await filesIn(root);
  const own = slashPath(root, file);
  const layout = detectLayout(paths);
  if (layout === undefined || layout.isSingleFile === true) return undefined;
  const images = paths.filter((each) => isImageName(each) && !isMask(each));
  const text = (target: string): Promise<string> => readTextFile(path.join(root, target));
  const found = await layout.read({ paths, images, text }).catch((error: unknown) => {
    // A wrong index is reported when the masks are imported.
    if (error instanceof UserError) return [];
    throw error;
  });
  const finder = new ImageFinder(images, { folder: root });
  for (const { names, masks } of found) {
    const mask = masks.find((each) => 'path' in each && each.path === own);
    const image = names.map((name) => finder.find(name)).find((each) => typeof each === 'string');
    if (mask !== undefined && typeof image === 'string') return { image: path.join(root, image), root, mask };
  }
  return undefined;
}

/** Files in a folder and in its folders, relative to it. */
async function filesIn(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  for (const { name } of entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))) {
    const inside = await readdir(path.join(root, name), { withFileTypes: true }).catch(() => []);
    for (const entry of inside) if (entry.isFile()) files.push(`${name}/${entry.name}`);
  }
  return files;
}

/** Volumes beside a file that may be its image: by name, or all where its own name says nothing. */
async function candidates(file: string, isNamed: boolean): Promise<readonly string[]> {
  const folder = path.dirname(file);
  const names = (await readdir(folder).catch(() => []))
    .filter((name) => isImageName(name) && !isMask(name))
    .sort(comparePaths);
  const name = path.basename(file);
  const wanted = isNamed ? namedAlike(name, names) : names.filter((each) => each !== name);
  return wanted.slice(0, mostCandidates).map((each) => path.join(folder, each));
}

/** Whether a file is an image of the same size in the same place. What lies in the cloud alone is not opened to see that. */
async function isCompanion(file: string, info: ImageInfo): Promise<boolean> {
  if (await isFileInCloud(file)) return false;
  let image: OpenedImage;
  try {
    image = await openImage(file, { series: 'single' });
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
  try {
    const { width, height, slices, geometry } = image.info;
    if (width !== info.width || height !== info.height || slices !== info.slices) return false;
    const isThere =
      geometry === undefined || info.geometry === undefined
        ? geometry === info.geometry
        : sameGeometry(geometry, info.geometry, [width, height, slices]);
    return isThere && !(await hasFewLevels(image));
  } finally {
    image.dispose();
  }
}
