import { UserError } from '../../core/base/error';
import type { MaskContent } from '../../core/sidecar/maskContent';
import { isPersonsWork } from '../../core/sidecar/sidecar';
import { t } from '../../core/text/message';
import type { ImageOfMasks } from './imageOfMasks';
import { differingMasks, isImage, sidecarPath, stateOf, type FoundMask, type MasksBeside } from './masksBeside';

/** Who saves, and what they know. */
export interface Writer {
  readonly writer: 'human' | 'machine';
  /** Version that the writer has seen; left out by writers who expect to find nothing. */
  readonly expected?: string;
  /** Whether a person wants files of another program replaced. */
  readonly overwrites?: boolean;
}

/**
 * Checks that a save replaces nothing that its writer may not replace.
 * @throws UserError `too-new`, `conflict`; `damaged` where a machine would replace a mask that its sidecar does not show
 */
export async function refuseConflicts(
  image: ImageOfMasks,
  beside: MasksBeside,
  content: MaskContent,
  { writer, expected, overwrites = false }: Writer,
): Promise<void> {
  const state = stateOf(beside);
  if (state === 'newer' && beside.error !== undefined) throw beside.error;
  if (!overwrites || writer === 'machine') refuseForeign(beside);
  const seen = expected === undefined ? state === 'none' : expected === beside.version;
  if (!seen) throw changedSince(beside.image);
  if (writer === 'human') return;
  if (state === 'human' && !keepsPersonsWork(beside, content)) {
    throw new UserError('conflict', {
      file: sidecarPath(beside.image),
      problem: t`A person made or reviewed masks of this image, so they are not replaced.`,
    });
  }
  const { width, height, slices } = beside.sidecar?.image ?? image;
  // What is known of the image bounds the memory that it takes.
  const isOfImage = width === image.width && height === image.height && slices === image.slices;
  await refuseDiffering(beside, isOfImage ? Infinity : undefined);
}

/** @throws UserError `too-new`, `conflict` when a file beside the image is not ours */
export function refuseForeign(beside: MasksBeside): void {
  const state = stateOf(beside);
  if (state === 'newer' && beside.error !== undefined) throw beside.error;
  if (state !== 'foreign') return;
  throw new UserError('conflict', {
    file: beside.found.find((mask) => mask.state === 'changed')?.path ?? sidecarPath(beside.image),
    problem: t`This mask was written or changed by another program.`,
    advice: t`Move or rename it, then save again.`,
  });
}

/**
 * Checks before anything is replaced or removed automatically that mask files show what their sidecar says. Its hashes say that
 * we have written them, but not that nobody has changed the sidecar since: then a file may be all that is left of a person's work.
 * @throws UserError `damaged`
 */
export async function refuseDiffering(beside: MasksBeside, most?: number): Promise<void> {
  const [differing] = await differingMasks(beside, most);
  if (differing === undefined) return;
  throw new UserError('damaged', {
    file: differing.path,
    problem: t`The mask file shows something other than its sidecar, which was edited outside SAM-UNet.`,
    advice: t`Restore the sidecar from version control, or redraw the mask file with “sam-unet restore --changed”.`,
  });
}

/**
 * Checks that what is replaced or removed is no image of the user, which may bear the name of a mask.
 * @throws UserError `conflict`
 */
export function refuseImages(found: readonly FoundMask[]): void {
  const image = found.find(isImage);
  if (image === undefined) return;
  throw new UserError('conflict', {
    file: image.path,
    problem: t`This file has the name of a mask, but it is an image.`,
    advice: t`Move or rename it, then save again.`,
  });
}

export function changedSince(imagePath: string): UserError {
  return new UserError('conflict', {
    file: sidecarPath(imagePath),
    problem: t`The masks on disk have changed since they were opened.`,
    advice: t`Revert the file to load them, or first save a copy of your work with “Save As”.`,
  });
}

/** Whether content has every object that a person has worked on, and every label, as it is on disk. */
function keepsPersonsWork({ sidecar }: MasksBeside, content: MaskContent): boolean {
  if (sidecar === undefined) return true;
  const { labels, objects, empty } = sidecar;
  if (empty !== undefined && JSON.stringify(content.empty) !== JSON.stringify(empty)) return false;
  const kept = new Set([...content.labels, ...content.objects].map((item) => JSON.stringify(item)));
  return [...labels, ...objects.filter(isPersonsWork)].every((item) => kept.has(JSON.stringify(item)));
}
