import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { neverCancelled, throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import { userErrorOf, type UserError } from '../../core/base/error';
import { reviewItem, type ReviewItem } from '../../core/review/reviewItem';
import { imageOfSidecar } from '../../core/sidecar/names';
import { parseSidecar } from '../../core/sidecar/sidecar';
import { comparePaths, walkFolder } from '../dataset/walkFolder';

export interface FoundItems {
  /** Sorted by the image's path. */
  readonly items: readonly ReviewItem[];
  /** Sidecars that cannot be read. */
  readonly failed: readonly UserError[];
}

export interface FindOptions {
  /** Called with the number of sidecars that were read. */
  readonly onProgress?: (read: number) => void;
  readonly token?: CancellationToken;
}

/**
 * The images in a folder and its subfolders with masks that a machine made and nobody has looked at.
 *
 * @throws UserError `unreadable` when the folder itself cannot be read, `cancelled`
 */
export async function findReviewItems(
  folder: string,
  { onProgress, token = neverCancelled }: FindOptions = {},
): Promise<FoundItems> {
  const items: ReviewItem[] = [];
  const failed: UserError[] = [];
  let read = 0;
  for await (const { path } of walkFolder(folder)) {
    throwIfCancelled(token);
    const image = imageOfSidecar(path);
    if (image === undefined) continue;
    const file = join(folder, path);
    try {
      const item = reviewItem(image, parseSidecar(await readFile(file, 'utf8'), file).objects);
      if (item !== undefined) items.push(item);
    } catch (error) {
      failed.push(userErrorOf(error, file));
    }
    onProgress?.(++read);
  }
  return { items: items.sort((a, b) => comparePaths(a.image, b.image)), failed };
}
