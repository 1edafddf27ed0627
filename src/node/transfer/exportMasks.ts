import path from 'node:path';
import { neverCancelled, throwIfCancelled } from '../../core/base/cancellation';
import { isCancellation, UserError } from '../../core/base/error';
import { skip } from '../../core/base/skip';
import { forecast } from '../../core/layouts/forecast';
import { commonLabels } from '../../core/layouts/labelValues';
import { volumeOf } from '../../core/image/slicePlace';
import { shortNames } from '../../core/layouts/imageNames';
import type { LayoutObject, WrittenImage } from '../../core/layouts/layout';
import { volumePath } from '../../core/layouts/volumeNames';
import { layoutNamed } from '../../core/layouts/registry';
import { failureOf, type TransferSummary } from '../../core/layouts/summary';
import type { ExportRequest } from '../../core/protocol/transferApi';
import { withinFolder } from '../files/bounds';
import { isMissing } from '../files/isMissing';
import { findLabels } from '../labels/labelFile';
import { dicomUid } from '../files/dicomUid';
import { Deidentification } from './deidentification';
import { exportImage } from './exportImage';
import { apartByFormat } from './apartByFormat';
import { foreignMasks, storedMasks, type Exported, type ExportedMasks } from './exported';
import { checkExportFolder } from './exportFolder';
import { FileWriter } from './fileWriter';
import { checkParts, countLarge, inParts } from './inParts';
import { takenName } from './takenName';
import type { TransferHooks } from './transferHooks';
import { reasonOf } from '../files/reasonOf';
import { readTextFile } from '../files/textFile';
import { t } from '../../core/text/message';

/**
 * Writes the masks of a folder's images in another layout. Nothing in the folder changes and nothing in `out` is replaced;
 * each file is read again and compared. A failure leaves out its image; after a cancellation nothing is left.
 *
 * @throws UserError `conflict` when `out` holds files already, `unreadable`, `unwritable`, `bad-input`
 */
export async function exportMasks(request: ExportRequest, hooks: TransferHooks = {}): Promise<TransferSummary> {
  const { within } = request;
  return within === undefined ? exportFreely(request, hooks) : withinFolder(within, () => exportFreely(request, hooks));
}

async function exportFreely(request: ExportRequest, hooks: TransferHooks): Promise<TransferSummary> {
  const folder = path.resolve(request.folder);
  const { token = neverCancelled, onProgress } = hooks;
  const finding = { token, ...(onProgress === undefined ? {} : { onProgress }) };
  await checkExportFolder(request);
  const found =
    request.from === undefined
      ? await storedMasks(folder, request, finding)
      : await foreignMasks(folder, request.from, finding);
  return exportFound(found, request, hooks);
}

/**
 * Writes masks that are at hand in another layout, as {@link exportMasks} does.
 *
 * @param request its folder is that of the images; the rest of it says how they are written
 * @throws UserError `conflict` when `out` holds files already, `unreadable`, `unwritable`
 */
export async function exportFound(
  given: ExportedMasks,
  request: Pick<ExportRequest, 'folder' | 'out' | 'layout' | 'split' | 'deidentify' | 'parts'>,
  { token = neverCancelled, onProgress, onLarge, onForecast }: TransferHooks = {},
): Promise<TransferSummary> {
  const { split = 'train' } = request;
  const layout = layoutNamed(request.layout);
  if (request.parts !== undefined) checkParts(layout);
  const { holdsVolumes } = layout;
  const folder = path.resolve(request.folder);
  const out = path.resolve(request.out);
  await checkExportFolder(request);
  const large = layout.writesImages === true ? countLarge(given) : 0;
  const parts = request.parts ?? (large > 0 ? ((await onLarge?.(large)) ?? 'whole') : 'whole');
  const { images, notes, ...found } = typeof parts === 'number' ? inParts(given, parts) : given;
  const isHeld = ({ objects }: Exported): boolean => objects.length > 0 || !layout.cannotHoldEmpty;
  const unheld = found.selected.filter((each) => !isHeld(each));
  const { held: selected, others, derived } = await apartByFormat(folder, found.selected.filter(isHeld), layout);
  const failed = [...found.failed];
  const holds = forecast(
    layout,
    [...selected, ...unheld].map(({ objects }) => objects),
    others.map(({ objects }) => objects),
    { derived, undecided: [...selected, ...unheld].filter(({ undecided = [] }) => undecided.length > 0).length },
  );
  let cancelled = parts === 'cancel' || (await onForecast?.(holds)) === false;
  const hidden =
    request.deidentify === true ? await Deidentification.of(selected.map(({ image }) => image)) : undefined;
  const nameOf = (image: string): string => hidden?.nameOf(image) ?? image;
  const targets = hidden === undefined ? images : new Set(selected.map(({ image }) => nameOf(image)));
  const slices = new Map(selected.map((each) => [nameOf(each.image), each.slices]));
  const later: string[] = [];
  for (const each of holdsVolumes ? [] : selected) {
    for (const target of laterPaths(nameOf(each.image), each.objects)) {
      if (targets.has(target)) throw takenName(target);
      later.push(target);
      slices.set(target, each.slices);
    }
  }
  const known = await findLabels(folder, (error) => {
    throw error;
  });
  const writer = await layout.writer({
    images: [...targets, ...later].map((target) => ({
      path: target,
      ...(slices.has(target) ? { slices: slices.get(target)! } : {}),
    })),
    labels: commonLabels(
      selected.flatMap((each) => each.labels),
      known,
    ),
    known,
    uid: dicomUid,
    dataset: hidden === undefined ? path.basename(folder) : 'dataset',
    split,
    text: (target) => readOptional(path.join(out, target)),
  });
  const files = new FileWriter(out);
  const names = shortNames([...targets, ...later]);
  const written: WrittenImage[] = [];
  const finished: string[] = [];
  const losses: { file: string; loss: string }[] = [];
  try {
    for (const [done, each] of cancelled ? [] : selected.entries()) {
      const { image } = each;
      throwIfCancelled(token);
      onProgress?.({ done, total: selected.length, current: image });
      const before = files.made.length;
      try {
        const result = await exportImage(each, { layout, writer, files, hidden, names, token });
        written.push(...result.written);
        finished.push(image);
        losses.push(...result.losses.map((loss) => ({ file: image, loss })));
      } catch (error) {
        if (isCancellation(error)) throw error;
        await files.takeBack(before);
        failed.push(failureOf(image, error, path.join(folder, image)));
      }
    }
    throwIfCancelled(token);
    if (written.length > 0) for (const file of writer.index(written)) await files.writeText(file);
  } catch (error) {
    await files.takeBack();
    if (!isCancellation(error)) throw error;
    cancelled = true;
  }
  const exported = cancelled ? [] : finished;
  const ofPixels = hidden?.notesOf(exported) ?? [];
  return {
    done: exported,
    objects: cancelled ? 0 : written.reduce((sum, { image }) => sum + image.objects.length, 0),
    skipped: [
      ...found.skipped,
      ...others.map(({ image }) => ({ file: image, ...skip('no-position') })),
      ...unheld.map(({ image }) => ({ file: image, ...skip('cannot-hold-empty') })),
    ],
    failed,
    losses: cancelled ? [] : losses,
    forecast: holds,
    notes: [...notes, ...ofPixels],
    ...(ofPixels.length === 0 ? {} : { checkPixels: true }),
    ...(hidden === undefined ? {} : { renamed: exported.map((file) => ({ file, name: hidden.nameOf(file) })) }),
    cancelled,
  };
}

/** The paths of an image's volumes that have masks, after the first. */
function laterPaths(target: string, objects: readonly LayoutObject[]): string[] {
  return [...new Set(objects.map(volumeOf))].filter((volume) => volume > 0).map((volume) => volumePath(target, volume));
}

async function readOptional(file: string): Promise<string | undefined> {
  try {
    return await readTextFile(file);
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new UserError('unreadable', { file, problem: t`The file cannot be read: ${reasonOf(cause)}.`, cause });
  }
}
