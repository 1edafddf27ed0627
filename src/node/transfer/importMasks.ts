import path from 'node:path';
import { neverCancelled } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import { skip, type Skip } from '../../core/base/skip';
import { flattenedNote } from '../../core/bulk/bulkSummary';
import { distinct } from '../../core/layouts/annotationNote';
import { importedObject, importedUndecided } from '../../core/layouts/importedObject';
import type { FoundMask } from '../../core/layouts/layout';
import { failureOf, type TransferSummary } from '../../core/layouts/summary';
import type { ImportMasksRequest } from '../../core/protocol/transferApi';
import { imageOfMask } from '../../core/sidecar/names';
import type { SidecarObject } from '../../core/sidecar/sidecar';
import { english, type Message } from '../../core/text/message';
import { isSamePath } from '../files/fileKey';
import { imageOfMasks } from '../masks/imageOfMasks';
import { withinMaskBounds } from '../masks/maskBounds';
import { maskState, refuseBehind, saveMasks } from '../masks/maskStore';
import type { TransferHooks } from './transferHooks';
import { findMasks, openPlanned, type FoundMasks } from './findMasks';
import type { Planned } from './planImport';

/**
 * Makes masks in another layout objects of the images in a folder. Images that have masks are skipped; a mask file that lies
 * beside its image stays as it is and gets a sidecar.
 *
 * @throws UserError as {@link findMasks}, and with a question where a mask can be read in two ways
 */
export async function importMasks(
  request: ImportMasksRequest,
  { token = neverCancelled, ...hooks }: TransferHooks = {},
): Promise<TransferSummary> {
  const found = await findMasks(request, { token, ...hooks });
  const { folder, plan } = found;
  const done: string[] = [];
  const skipped = [...found.missing];
  const failed = [...found.failed];
  const losses: TransferSummary['losses'][number][] = [];
  let objects = 0;
  for (const [index, planned] of plan.entries()) {
    const image = planned.image.path;
    if (token.isCancellationRequested) break;
    hooks.onProgress?.({ done: index, total: plan.length, current: image });
    const target = path.join(folder, image);
    try {
      const result = await importImage(target, found, planned, request);
      if (!('objects' in result)) skipped.push({ file: image, ...result });
      else {
        done.push(image);
        objects += result.objects;
        const { flattened } = result;
        if (flattened !== undefined) losses.push({ file: image, loss: english(flattenedNote(flattened)) });
      }
    } catch (error) {
      if (error instanceof UserError && error.details.question !== undefined) throw error;
      failed.push(failureOf(image, error, target));
    }
  }
  const notes = distinct(found.notes);
  return { done, objects, skipped, failed, losses, notes, cancelled: token.isCancellationRequested };
}

interface Imported {
  readonly objects: number;
  readonly flattened?: Message;
}

/** @returns what was imported, or why the image was skipped */
async function importImage(
  target: string,
  found: FoundMasks,
  planned: Planned,
  { origin, by, edited = [], ...request }: ImportMasksRequest,
): Promise<Imported | Skip> {
  if (edited.some((file) => isSamePath(file, target))) return skip('unsaved-edits');
  const state = await maskState(target);
  const adopted =
    state === 'foreign' ? planned.masks.find(({ mask }) => isBeside(mask, found.root, target)) : undefined;
  if (state !== 'none' && adopted === undefined) return skip(`${state}-masks`);
  const image = await openPlanned(found, planned, request);
  try {
    const objects: SidecarObject[] = [];
    const colors = new Map<string, string>();
    const { objects: parts, undecided } = await found.read(image, planned);
    for (const part of parts) {
      const id = String(objects.length + 1);
      const object = importedObject(id, { ...part, origin, by, at: new Date() });
      if (object === undefined) continue;
      objects.push(object);
      if (part.color !== undefined) colors.set(part.label, part.color);
    }
    if (objects.length === 0) return skip('empty-masks');
    const content = {
      labels: found.labels.of(
        objects.map(({ label }) => label),
        colors,
      ),
      objects,
      ...(undecided.length === 0 ? {} : { undecided: undecided.map(importedUndecided) }),
    };
    const options = { writer: origin, adopts: adopted !== undefined, reportsOverlaps: true };
    const stored = await withinMaskBounds([found.folder], () => saveMasks(imageOfMasks(image), content, options));
    refuseBehind(stored);
    const { flattened } = stored;
    return { objects: objects.length, ...(flattened === undefined ? {} : { flattened }) };
  } finally {
    image.dispose();
  }
}

function isBeside(mask: FoundMask, root: string, image: string): boolean {
  if (mask.kind !== 'labelMap' && mask.kind !== 'segmentation') return false;
  return imageOfMask(path.join(root, mask.path)) === image;
}
