import path from 'node:path';
import type { HeaderContext } from './headers';
import { placeFiles, type ImageOfFile } from './imagesOf';

/** Images of a folder. */
export interface ImagesOfFolder {
  readonly root: string;
  /** By file, as `imagesOf` gives them. */
  readonly imageOf: ReadonlyMap<string, ImageOfFile>;
}

/** The DICOM Segmentations among files. Paths are relative as those of the files are. */
export interface ListedSegmentations {
  /** By the path of the image that they were made of. */
  readonly ofImage: ReadonlyMap<string, readonly string[]>;
  /** Those whose images are not there. */
  readonly lost: readonly string[];
}

/**
 * Finds DICOM Segmentations and the images that they were made of, by the SOP Instance UIDs that they name.
 * @param root folder that the paths of the files are relative to
 * @param files paths with `/` between folders, images or not
 * @throws UserError `cancelled`
 */
export async function segmentationsOf(
  root: string,
  files: Iterable<string>,
  images: ImagesOfFolder,
  context: HeaderContext,
): Promise<ListedSegmentations> {
  const segmentations = [...(await placeFiles(root, files, context))].filter(([, { header }]) => header.sources);
  const ofImage = new Map<string, string[]>();
  if (segmentations.length === 0) return { ofImage, lost: [] };
  const placed = await placeFiles(images.root, images.imageOf.keys(), context);
  const imageOf = new Map<string, string>();
  for (const [file, { image }] of images.imageOf) {
    const instance = placed.get(path.posix.normalize(file))?.header.instanceUid;
    if (instance) imageOf.set(instance, image.path);
  }
  const lost: string[] = [];
  for (const [target, { header }] of segmentations) {
    const sources = new Set(header.sources?.flatMap((instance) => imageOf.get(instance) ?? []));
    for (const image of sources) ofImage.set(image, [...(ofImage.get(image) ?? []), target]);
    if (sources.size === 0) lost.push(target);
  }
  return { ofImage, lost };
}
