import path from 'node:path';
import { throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import { userErrorOf, type UserError } from '../../core/base/error';
import { isDatasetIndex, parseDatasetIndex } from '../../core/layouts/samUnet/schema';
import { lowestAgreement } from '../../core/review/agreement';
import type { ReviewItem } from '../../core/review/reviewItem';
import { isUnreviewed } from '../../core/review/verdict';
import { sidecarName } from '../../core/sidecar/names';
import { parseSidecar } from '../../core/sidecar/sidecar';
import { insideFolder } from '../files/insideFolder';
import { walkFolder } from '../files/walkFolder';
import { readMask } from '../masks/readMask';
import { readTextFile } from '../files/textFile';

export interface AgreementOptions {
  /** Called with the number of images that were compared. */
  readonly onProgress: (compared: number) => void;
  readonly token: CancellationToken;
}

/**
 * Compares masks that wait for a review with masks that existed before: those that the indices in the folder list
 * (`image2label_*.json`, `label2image_*.json`). Images without any are left out.
 *
 * @throws UserError `cancelled`; what cannot be read is listed in `failed`
 */
export async function findAgreement(
  folder: string,
  items: readonly ReviewItem[],
  { onProgress, token }: AgreementOptions,
): Promise<{ readonly items: readonly ReviewItem[]; readonly failed: readonly UserError[] }> {
  const failed: UserError[] = [];
  const masks = await indexedMasks(folder, failed);
  const compared: ReviewItem[] = [];
  for (const item of items.filter(({ image }) => masks.has(image))) {
    throwIfCancelled(token);
    const file = path.join(folder, sidecarName(item.image));
    try {
      const { image, objects } = parseSidecar(await readTextFile(file), file);
      const existing = await Promise.all(
        masks.get(item.image)!.map(async (mask) => readMask(await insideFolder(folder, mask), image)),
      );
      const agreement = lowestAgreement(objects.filter(isUnreviewed), existing);
      if (agreement !== undefined) compared.push({ ...item, agreement });
    } catch (error) {
      failed.push(userErrorOf(error, file));
    }
    onProgress(compared.length);
  }
  return { items: compared, failed };
}

/** Masks by image, all paths relative to the folder. */
async function indexedMasks(folder: string, failed: UserError[]): Promise<Map<string, string[]>> {
  const masks = new Map<string, string[]>();
  for await (const { path: target } of walkFolder(folder)) {
    if (!isDatasetIndex(path.basename(target))) continue;
    const file = path.join(folder, target);
    const beside = (name: string): string => path.posix.join(path.dirname(target), name);
    try {
      for (const item of parseDatasetIndex(await readTextFile(file), path.basename(target))) {
        const image = beside(item.image);
        const known = masks.get(image) ?? [];
        for (const mask of item.masks) known.push(beside(mask));
        masks.set(image, known);
      }
    } catch (error) {
      failed.push(userErrorOf(error, file));
    }
  }
  return masks;
}
