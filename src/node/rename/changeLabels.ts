import path from 'node:path';
import { neverCancelled, type CancellationToken } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import { skip, type Skip, type SkippedFile } from '../../core/base/skip';
import { contentOf, type MaskContent } from '../../core/sidecar/maskContent';
import { insideFolder } from '../files/insideFolder';
import { openImage, seriesMode } from '../image/openImage';
import { boundedMasks } from '../masks/boundedMasks';
import { imageOfMasks } from '../masks/imageOfMasks';
import { localMasks } from '../masks/localMasks';
import type { MaskApi } from '../masks/maskApi';
import { refuseBehind } from '../masks/maskStore';

export interface ChangeOptions {
  /** Whether a person is editing the masks of this image, which then stay. */
  readonly isEdited?: (file: string) => boolean;
  readonly onProgress?: (done: number, total: number) => void;
  /** Reads and writes masks; in this thread when left out. */
  readonly store?: MaskApi;
  readonly token?: CancellationToken;
}

/** Paths are relative to the folder. */
export interface ChangeSummary {
  readonly changed: readonly string[];
  /** Images whose masks were as wanted already. */
  readonly unchanged: readonly string[];
  readonly left: readonly SkippedFile[];
  readonly cancelled: boolean;
}

/**
 * Changes the labels of images, one after another, by the commit protocol. What cannot be changed is left, with the reason: masks
 * that are in use, damaged, of a newer version or of another program, and those that a person is editing.
 * @param change undefined where there is nothing to change
 */
export async function changeLabels<T extends { readonly image: string }>(
  folder: string,
  images: readonly T[],
  change: (content: MaskContent, image: T) => MaskContent | undefined,
  { isEdited, onProgress, store = localMasks, token = neverCancelled }: ChangeOptions,
): Promise<ChangeSummary> {
  const bounded = boundedMasks(folder, store);
  const changed: string[] = [];
  const unchanged: string[] = [];
  const left: SkippedFile[] = [];
  for (const [i, item] of images.entries()) {
    if (token.isCancellationRequested) return { changed, unchanged, left, cancelled: true };
    onProgress?.(i, images.length);
    const isBusy = isEdited?.(path.join(folder, item.image)) === true;
    const outcome = isBusy
      ? skip('unsaved-edits')
      : await changeImage(folder, item.image, (content) => change(content, item), bounded);
    if (outcome === 'changed') changed.push(item.image);
    else if (outcome === 'unchanged') unchanged.push(item.image);
    else left.push({ file: item.image, ...outcome });
  }
  return { changed, unchanged, left, cancelled: false };
}

async function changeImage(
  folder: string,
  image: string,
  change: (content: MaskContent) => MaskContent | undefined,
  store: MaskApi,
): Promise<Skip | 'changed' | 'unchanged'> {
  try {
    const file = await insideFolder(folder, image);
    const { sidecar, state, version, damage } = await store.inspectMasks(file);
    if (damage !== undefined) throw new UserError('damaged', damage);
    if (state === 'foreign') return skip('changed-elsewhere');
    if (state === 'newer') return skip('newer-masks');
    const content = sidecar && change(contentOf(sidecar));
    if (sidecar === undefined || content === undefined) return 'unchanged';
    const opened = await openImage(file, { series: seriesMode(sidecar) });
    try {
      refuseBehind(await store.saveMasks(imageOfMasks(opened), content, { writer: 'human', expected: version }));
    } finally {
      opened.dispose();
    }
    return 'changed';
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { code: error.code, reason: error.message };
  }
}
