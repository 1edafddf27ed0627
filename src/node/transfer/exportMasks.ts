import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { neverCancelled, throwIfCancelled } from '../../core/base/cancellation';
import { isCancellation, UserError } from '../../core/base/error';
import { skip } from '../../core/base/skip';
import { commonLabels } from '../../core/layouts/labelValues';
import { volumesOf } from '../../core/image/medicalImage';
import { volumeOf } from '../../core/image/slicePlace';
import type { Layout, LayoutImage, LayoutObject, LayoutWriter, WrittenImage } from '../../core/layouts/layout';
import { imagesOfVolumes, volumePath } from '../../core/layouts/volumeNames';
import { layoutNamed } from '../../core/layouts/registry';
import { failureOf, type TransferSummary } from '../../core/layouts/summary';
import type { ExportRequest } from '../../core/protocol/transferApi';
import { isMissing } from '../files/isMissing';
import { findLabels } from '../labels/labelFile';
import { dicomSourceOf } from '../image/dicomSourceOf';
import { imageOfVolume } from '../image/imageOfVolume';
import type { OpenedImage } from '../image/openImage';
import { dicomUid } from './dicomUid';
import { foreignMasks, storedMasks, type Exported } from './exported';
import { FileWriter } from './fileWriter';
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
export async function exportMasks(
  request: ExportRequest,
  { token = neverCancelled, onProgress }: TransferHooks = {},
): Promise<TransferSummary> {
  const { split = 'train' } = request;
  const layout = layoutNamed(request.layout);
  const { canGrow = false, holdsVolumes } = layout;
  const folder = path.resolve(request.folder);
  const out = path.resolve(request.out);
  const hooks = { token, ...(onProgress === undefined ? {} : { onProgress }) };
  await checkFolder(out, canGrow);
  const { images, notes, ...found } =
    request.from === undefined
      ? await storedMasks(folder, request, hooks)
      : await foreignMasks(folder, request.from, hooks);
  const isHeld = ({ objects }: Exported): boolean => objects.length > 0 || !layout.cannotHoldEmpty;
  const selected = found.selected.filter(isHeld);
  const unheld = found.selected.filter((each) => !isHeld(each));
  const failed = [...found.failed];
  const slices = new Map(selected.map((each) => [each.image, each.slices]));
  const later: string[] = [];
  for (const each of holdsVolumes ? [] : selected) {
    for (const target of laterPaths(each.image, each.objects)) {
      if (images.has(target)) throw takenName(target);
      later.push(target);
      slices.set(target, each.slices);
    }
  }
  const known = await findLabels(folder, (error) => {
    throw error;
  });
  const writer = await layout.writer({
    images: [...images, ...later].map((target) => ({
      path: target,
      ...(slices.has(target) ? { slices: slices.get(target)! } : {}),
    })),
    labels: commonLabels(
      selected.flatMap((each) => each.labels),
      known,
    ),
    known,
    uid: dicomUid,
    dataset: path.basename(folder),
    split,
    text: (target) => readOptional(path.join(out, target)),
  });
  const files = new FileWriter(out);
  const written: WrittenImage[] = [];
  const finished: string[] = [];
  const losses: { file: string; loss: string }[] = [];
  let cancelled = false;
  try {
    for (const [done, each] of selected.entries()) {
      const { image } = each;
      throwIfCancelled(token);
      onProgress?.({ done, total: selected.length, current: image });
      const before = files.made.length;
      try {
        const result = await exportImage(each, { layout, writer }, files);
        written.push(...result.written);
        finished.push(image);
        losses.push(...result.losses.map((loss) => ({ file: image, loss })));
      } catch (error) {
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
  return {
    done: cancelled ? [] : finished,
    objects: cancelled ? 0 : written.reduce((sum, { image }) => sum + image.objects.length, 0),
    skipped: [...found.skipped, ...unheld.map(({ image }) => ({ file: image, ...skip('cannot-hold-empty') }))],
    failed,
    losses: cancelled ? [] : losses,
    notes,
    cancelled,
  };
}

async function exportImage(
  { image: target, open, objectsOn }: Exported,
  { layout, writer }: { readonly layout: Layout; readonly writer: LayoutWriter },
  files: FileWriter,
): Promise<{ readonly written: readonly WrittenImage[]; readonly losses: readonly string[] }> {
  const opened = await open();
  try {
    const objects = await objectsOn(opened);
    const { width, height, slices, channels, modality, geometry } = opened.info;
    const volumes = volumesOf(opened.info);
    const dicom = layout.refersToDicom === true ? await dicomSourceOf(opened) : undefined;
    const image: LayoutImage = {
      ...{ path: target, width, height, slices, volumes, channels, modality, objects },
      ...(geometry === undefined ? {} : { geometry }),
      ...(dicom === undefined ? {} : { dicom }),
    };
    const parts = layout.holdsVolumes ? [{ image, opened }] : volumesApart(image, opened);
    const written: WrittenImage[] = [];
    const losses: string[] = [];
    for (const part of parts) {
      const result = writer.files(part.image);
      const paths: string[] = [];
      for (const file of result.files) paths.push(await files.write(file, part.opened));
      written.push({ image: part.image, paths });
      losses.push(...result.losses);
    }
    return { written, losses };
  } finally {
    opened.dispose();
  }
}

/** The paths of an image's volumes that have masks, after the first. */
function laterPaths(target: string, objects: readonly LayoutObject[]): string[] {
  return [...new Set(objects.map(volumeOf))].filter((volume) => volume > 0).map((volume) => volumePath(target, volume));
}

function volumesApart(
  image: LayoutImage,
  opened: OpenedImage,
): readonly { readonly image: LayoutImage; readonly opened: OpenedImage }[] {
  return imagesOfVolumes(image).map(({ volume, image: alone }) => ({
    image: alone,
    opened: imageOfVolume(opened, volume),
  }));
}

function takenName(target: string): UserError {
  return new UserError('conflict', {
    file: target,
    problem: t`This image has the name that a volume of another image gets in this layout.`,
    advice: t`Rename the image first.`,
  });
}

/** @throws UserError `conflict` when there are files already that nothing may be added to */
async function checkFolder(out: string, adds: boolean): Promise<void> {
  const entries = await readdir(out).catch((cause: unknown) => {
    if (isMissing(cause)) return [];
    throw new UserError('unwritable', { file: out, problem: t`The folder cannot be used: ${reasonOf(cause)}.`, cause });
  });
  if (adds || entries.length === 0) return;
  throw new UserError('conflict', {
    file: out,
    problem: t`The folder is not empty.`,
    advice: t`Choose a new or empty folder, or delete the files of an earlier export.`,
  });
}

async function readOptional(file: string): Promise<string | undefined> {
  try {
    return await readTextFile(file);
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new UserError('unreadable', { file, problem: t`The file cannot be read: ${reasonOf(cause)}.`, cause });
  }
}
