import path from 'node:path';
import { isSegmentation } from '../../core/formats/dicom/segmentation/segmentation';
import type { SeriesMode } from '../../core/formats/dicom/series/seriesMode';
import type { SliceHeader } from '../../core/formats/dicom/series/sliceHeader';
import { mayBeDicom } from '../../core/formats/dicom/sniff';
import { dicomFilesIn, type PlacedFile } from './folderSeries';
import type { HeaderContext } from './headers';

/** An image: a single file, or a series. Paths are relative as those of the files are. */
export interface ListedImage {
  /** Of the file, or of the one that stands for the series. */
  readonly path: string;
  /** Of a series its files. */
  readonly series?: {
    /** In the order of the slices, volume after volume. */
    readonly files: readonly string[];
    /** Slices of one volume. */
    readonly slices: number;
  };
}

/** A file as a slice of an image. */
export interface ImageOfFile {
  readonly image: ListedImage;
  /** Slice of the image that the file holds. */
  readonly slice: number;
  /** Volume that the slice lies in. */
  readonly volume: number;
}

/**
 * The images that files are slices of, so that a series counts as one. DICOM files without pixels, such as a DICOMDIR, and
 * segmentations are no images; a file that cannot be read counts as one, for it says why when it is opened.
 * @param root folder that the paths are relative to
 * @param files paths with `/` between folders
 * @returns by file, in the order of `files`
 * @throws UserError `cancelled`
 */
export async function imagesOf(
  root: string,
  files: readonly string[],
  mode: SeriesMode,
  context: HeaderContext,
): Promise<ReadonlyMap<string, ImageOfFile>> {
  const placed = await placeFiles(root, files, context);
  const series = new Map<string, ListedImage>();
  const images = new Map<string, ImageOfFile>();
  for (const file of files) {
    const known = placed.size === 0 ? undefined : placed.get(path.posix.normalize(file));
    if (known !== undefined && !isImage(known.header)) continue;
    images.set(file, (known && sliceOf(file, known, mode, series)) ?? { image: { path: file }, slice: 0, volume: 0 });
  }
  return images;
}

/** Whether a DICOM file holds an image. */
function isImage({ classUid, width, height }: SliceHeader): boolean {
  return width > 0 && height > 0 && !isSegmentation(classUid);
}

/**
 * The DICOM files among `files`, by their normalised paths.
 * @param root folder that the paths are relative to
 * @throws UserError `cancelled`
 */
export async function placeFiles(
  root: string,
  files: Iterable<string>,
  context: HeaderContext,
): Promise<ReadonlyMap<string, PlacedFile>> {
  const placed = new Map<string, PlacedFile>();
  const candidates = [...files].filter((file) => mayBeDicom(path.posix.basename(file)));
  let before = 0;
  for (const folder of new Set(candidates.map((file) => path.posix.dirname(file)))) {
    const onProgress = (done: number): void => context.onProgress?.(before + done, candidates.length);
    const found = await dicomFilesIn(path.join(root, folder), { ...context, onProgress });
    for (const file of found) placed.set(path.posix.join(folder, file.name), file);
    before += found.length;
  }
  return placed;
}

/** The place of a file in its series; undefined where it stays alone. */
function sliceOf(
  file: string,
  { name, place: { series, slice, volume } }: PlacedFile,
  mode: SeriesMode,
  known: Map<string, ListedImage>,
): ImageOfFile | undefined {
  if (series === undefined) return undefined;
  const anchor = path.basename(series.anchor);
  if (mode === 'single' && !(series.isMasked && anchor === name)) return undefined;
  const inFolder = (target: string): string => path.posix.join(path.posix.dirname(file), path.basename(target));
  const target = inFolder(series.anchor);
  const image = known.get(target) ?? {
    path: target,
    series: { files: series.files.map(inFolder), slices: series.slices },
  };
  known.set(target, image);
  return { image, slice, volume };
}
