import { basename, join, posix } from 'node:path';
import { dicomFilesIn, type PlacedFile, type SeriesMode } from './folderSeries';
import type { HeaderContext } from './headers';

/** A file as a slice of an image. */
export interface ImageOfFile {
  /** Path of the image: of the file itself, or of the one that stands for its series. Relative as the file's was. */
  readonly image: string;
  /** Slice of the image that the file holds. */
  readonly slice: number;
}

/**
 * The images that files are slices of, so that a series counts as one.
 * @param root folder that the paths are relative to
 * @param files paths with `/` between folders
 * @returns in the order of `files`
 * @throws UserError `cancelled`
 */
export async function imagesOf(
  root: string,
  files: readonly string[],
  mode: SeriesMode,
  context: HeaderContext,
): Promise<readonly ImageOfFile[]> {
  const byPath = new Map<string, PlacedFile>();
  for (const folder of new Set(files.map((file) => posix.dirname(file)))) {
    for (const placed of await dicomFilesIn(join(root, folder), context)) {
      byPath.set(posix.join(folder, placed.name), placed);
    }
  }
  return files.map((file) => {
    const placed = byPath.get(posix.normalize(file));
    if (placed === undefined) return { image: file, slice: 0 };
    const { series, slice } = placed.place;
    const isAnchor = series?.isMasked === true && basename(series.anchor) === placed.name;
    if (series === undefined || (mode === 'single' && !isAnchor)) return { image: file, slice: 0 };
    return { image: posix.join(posix.dirname(file), basename(series.anchor)), slice };
  });
}
