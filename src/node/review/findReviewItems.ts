import path from 'node:path';
import { neverCancelled, throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import { userErrorOf, type UserError } from '../../core/base/error';
import type { Fits } from '../../core/quality/fits';
import { shippedFits } from '../../core/quality/shippedFits';
import { auditedImage, type AuditedImage } from '../../core/review/audit';
import { recalibrate, verdictOn, type Verdicted } from '../../core/review/recalibrate';
import { reviewItem, type ReviewItem } from '../../core/review/reviewItem';
import { isUnreviewed } from '../../core/review/verdict';
import { imageOfSidecar } from '../../core/sidecar/names';
import { parseSidecar, type SidecarObject } from '../../core/sidecar/sidecar';
import { comparePaths, walkFolder } from '../files/walkFolder';
import { readTextFile } from '../files/textFile';

export interface FoundItems {
  /** Sorted by the image's path. */
  readonly items: readonly ReviewItem[];
  /** What estimates the quality, taught by the verdicts that were found; the same ones need not be stored. */
  readonly fits: Fits;
  /** Number of verdicts that were learned from. */
  readonly verdicts: number;
  /** All images with masks of a model, reviewed or not. */
  readonly audited: readonly AuditedImage[];
  /** Sidecars that cannot be read. */
  readonly failed: readonly UserError[];
}

export interface FindOptions {
  /** Called with the number of sidecars that were read. */
  readonly onProgress?: (read: number) => void;
  readonly token?: CancellationToken;
}

/**
 * The images in a folder and its subfolders with unreviewed masks.
 *
 * @throws UserError `unreadable` when the folder itself cannot be read, `cancelled`
 */
export async function findReviewItems(
  folder: string,
  { onProgress, token = neverCancelled }: FindOptions = {},
): Promise<FoundItems> {
  const waiting: { readonly image: string; readonly objects: readonly SidecarObject[] }[] = [];
  const verdicts: Verdicted[] = [];
  const audited: AuditedImage[] = [];
  const failed: UserError[] = [];
  let read = 0;
  for await (const { path: target } of walkFolder(folder)) {
    throwIfCancelled(token);
    const image = imageOfSidecar(target);
    if (image === undefined) continue;
    const file = path.join(folder, target);
    try {
      const { objects } = parseSidecar(await readTextFile(file), file);
      verdicts.push(...objects.flatMap((object) => verdictOn(object) ?? []));
      audited.push(...[auditedImage(image, objects) ?? []].flat());
      const unreviewed = objects.filter(isUnreviewed).map(withoutPixels);
      if (unreviewed.length > 0) waiting.push({ image, objects: unreviewed });
    } catch (error) {
      failed.push(userErrorOf(error, file));
    }
    onProgress?.(++read);
  }
  const fits = recalibrate(verdicts, shippedFits);
  const items = waiting.flatMap(({ image, objects }) => reviewItem(image, objects, fits) ?? []);
  return {
    items: items.sort((a, b) => comparePaths(a.image, b.image)),
    fits,
    verdicts: verdicts.length,
    audited,
    failed,
  };
}

/** The masks of a large folder would fill the memory. */
function withoutPixels(object: SidecarObject): SidecarObject {
  return { ...object, mask: { size: object.mask.size, counts: [] } };
}
