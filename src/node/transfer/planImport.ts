import path from 'node:path';
import { skip, type SkipCode, type SkippedFile } from '../../core/base/skip';
import type { SeriesMode } from '../../core/formats/dicom/series/seriesMode';
import { placeNamed } from '../../core/image/sliceOfFile';
import type { SlicePlace } from '../../core/image/slicePlace';
import { ImageFinder, type FindOptions } from '../../core/layouts/findImage';
import type { FoundImage, FoundMask } from '../../core/layouts/layout';
import { namesWithVolumes } from '../../core/layouts/volumeNames';
import { slashPath } from '../files/slashPath';
import { comparePaths } from '../files/walkFolder';
import type { ImageOfFile, ListedImage } from '../series/imagesOf';
import type { ListedSegmentations } from '../series/segmentationsOf';
import { ImagesByPlace } from './imagesByPlace';

/** The masks found for an image, each with the place where it lies; a label map of all slices has no slice. */
export type Masks = readonly { readonly at: Partial<SlicePlace>; readonly mask: FoundMask }[];

/** An image with the masks that were found for it. */
export interface Planned {
  readonly image: ListedImage;
  readonly masks: Masks;
}

/** What a source has. */
interface Source {
  /** Absolute path of the folder that the paths of masks are relative to. */
  readonly root: string;
  readonly found: readonly FoundImage[];
  readonly segmentations: ListedSegmentations;
}

export interface ImportPlan {
  readonly plan: readonly Planned[];
  /** Masks without an image, by the image that they name, and the files that hold them. */
  readonly missing: readonly SkippedFile[];
  readonly lost: ReadonlyMap<SkippedFile, readonly string[]>;
}

/**
 * Which masks go to which slices of which image; what has no image is reported.
 * @param imageOf by path in `folder`, as `imagesOf` gives them
 */
export async function planImport(
  { root, found, segmentations }: Source,
  imageOf: ReadonlyMap<string, ImageOfFile>,
  { folder, series, ...options }: FindOptions & { readonly folder: string; readonly series: SeriesMode },
): Promise<ImportPlan> {
  const finder = new ImageFinder([...imageOf.keys()], { folder, ...options });
  const places = new ImagesByPlace(
    [...imageOf.values()].map(({ image }) => path.join(folder, image.path)),
    series,
  );
  const plan = new Map<string, Planned>();
  const lost = new Map<SkippedFile, readonly string[]>();
  const missing: SkippedFile[] = segmentations.lost.map((file) => ({ file, ...skip('lost-images') }));
  const lose = (code: SkipCode, { names, masks }: FoundImage): void => {
    const skipped = { file: names[0]!.name, ...skip(code) };
    missing.push(skipped);
    lost.set(skipped, masks.flatMap(pathsOf));
  };
  for (const each of found) {
    const { names, masks, byPlace } = each;
    const hits = namesWithVolumes(names).map((name) => ({ name, image: finder.find(name) }));
    const hit = hits.find(({ image }) => typeof image === 'string');
    const several = hits.some(({ image }) => Number(image) > 1);
    const elsewhere = names.some(({ name, isPath }) => isPath !== true && finder.hasName(name));
    const placed =
      hit === undefined && byPlace !== undefined
        ? await places.find({ ...byPlace, file: path.join(root, byPlace.file) })
        : undefined;
    if (hit === undefined && typeof placed !== 'string') {
      if (placed !== undefined && placed > 1) lose('several-places', each);
      else if (several) lose('several-images', each);
      else if (elsewhere) lose('other-folder', each);
      else lose(placed === undefined ? 'no-image' : 'no-place', each);
      continue;
    }
    const file = typeof placed === 'string' ? slashPath(folder, placed) : String(hit!.image);
    const { image, slice, volume } = imageOf.get(file)!;
    const named: FoundImage['names'][number] = hit?.name ?? { name: file };
    const at: Partial<SlicePlace> =
      image.series === undefined
        ? { ...(named.slice === undefined ? {} : { slice: named.slice }), volume: named.volume }
        : placeNamed({ slice, volume, from: file === image.path ? 0 : slice }, named);
    const before = plan.get(image.path)?.masks ?? [];
    plan.set(image.path, { image, masks: [...before, ...masks.map((mask) => ({ at, mask }))] });
  }
  const listed = new Map([...imageOf.values()].map(({ image }) => [image.path, image]));
  for (const [target, files] of segmentations.ofImage) {
    const masks = files.map((file) => ({ at: {}, mask: { kind: 'segmentation', path: file } as const }));
    plan.set(target, { image: listed.get(target)!, masks: [...(plan.get(target)?.masks ?? []), ...masks] });
  }
  return { plan: [...plan.values()].sort((a, b) => comparePaths(a.image.path, b.image.path)), missing, lost };
}

/** The file that a mask lies in. */
export function pathsOf(mask: FoundMask): string[] {
  return mask.kind === 'inline' ? [] : [mask.path];
}
