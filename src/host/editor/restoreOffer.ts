import path from 'node:path';
import * as vscode from 'vscode';
import type { OpenedImage } from '../../node/image/openedImage';
import { imageOfMasks } from '../../node/masks/imageOfMasks';
import { setMasksAside } from '../../node/masks/setMasksAside';
import { localize } from '../l10n/localize';
import type { Services } from '../services';
import type { ImageDocument } from './imageDocument';

/**
 * Reports mask files of an image that were deleted, and offers to draw them again. Nothing is drawn without being asked for: whoever
 * has deleted them may have meant it.
 */
export async function offerRestore(document: ImageDocument, services: Pick<Services, 'maskStore'>): Promise<void> {
  const { image } = await document.open();
  const { faults } = await services.maskStore.inspectMasks(image.path);
  const [first, ...others] = faults.filter(({ kind }) => kind === 'missing').map(({ file }) => path.basename(file));
  if (first === undefined) return;
  const text =
    others.length === 0
      ? localize`SAM-UNet: The mask file ${first} is missing. The sidecar still has its masks.`
      : localize`SAM-UNet: ${first} and ${others.length} more mask files are missing. The sidecar still has their masks.`;
  if ((await vscode.window.showWarningMessage(text, localize`Restore`)) !== undefined)
    await restoreMaskFiles(document, services);
}

/** Draws mask files again from the sidecar. Those of another program are kept under another name. */
export async function restoreMaskFiles(
  document: ImageDocument,
  { maskStore }: Pick<Services, 'maskStore'>,
): Promise<void> {
  const { image } = await document.open();
  await redrawMaskFiles(image, maskStore);
  // The state of the files has changed; the masks are the same.
  await document.saving.check();
}

/**
 * Draws the mask files of an image again from its sidecar, and keeps those of another program under another name.
 * @param withChanged also those that no longer show what the sidecar says
 */
export async function redrawMaskFiles(
  image: OpenedImage,
  maskStore: Services['maskStore'],
  withChanged = false,
): Promise<void> {
  if ((await maskStore.maskState(image.path)) === 'foreign') await setMasksAside(image.path);
  await maskStore.redrawMaskFiles(imageOfMasks(image), withChanged);
}
