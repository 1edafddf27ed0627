import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { neverCancelled, throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import { isCancellation, UserError } from '../../core/base/error';
import { skip } from '../../core/base/skip';
import { commonLabels } from '../../core/layouts/labelValues';
import { volumesOf } from '../../core/image/medicalImage';
import { volumeOf } from '../../core/image/slicePlace';
import type { Layout, LayoutImage, LayoutWriter, WrittenImage } from '../../core/layouts/layout';
import { imagesOfVolumes, volumePath } from '../../core/layouts/volumeNames';
import { layoutNamed } from '../../core/layouts/registry';
import { failureOf, type TransferProgress, type TransferSummary } from '../../core/layouts/summary';
import type { ExportRequest } from '../../core/protocol/transferApi';
import type { Sidecar, SidecarLabel, SidecarObject } from '../../core/sidecar/sidecar';
import { listFolder } from '../files/findImages';
import { isMissing } from '../files/isMissing';
import { findLabels } from '../labels/labelFile';
import { dicomSourceOf } from '../image/dicomSourceOf';
import { imageOfVolume } from '../image/imageOfVolume';
import { imagesOfFiles, openImage, type OpenedImage } from '../image/openImage';
import { imageOfMasks } from '../masks/imageOfMasks';
import { loadMasks } from '../masks/maskStore';
import type { ListedImage } from '../series/imagesOf';
import { dicomUid } from './dicomUid';
import { FileWriter } from './fileWriter';
import { selectSidecars, type SelectedSidecar } from './sidecars';
import { reasonOf } from '../files/reasonOf';
import { readTextFile } from '../files/textFile';

export interface TransferHooks {
  readonly token?: CancellationToken;
  readonly onProgress?: (progress: TransferProgress) => void;
}

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
  const { selection, split = 'train' } = request;
  const layout = layoutNamed(request.layout);
  const { canGrow, holdsVolumes } = layout;
  const folder = path.resolve(request.folder);
  const out = path.resolve(request.out);
  const found = await selectSidecars(folder, selection, token);
  const { empty, failed: damaged } = found;
  const isHeld = ({ sidecar }: SelectedSidecar): boolean => sidecar.objects.length > 0 || !layout.cannotHoldEmpty;
  const selected = found.selected.filter(isHeld);
  const unheld = found.selected.filter((each) => !isHeld(each));
  const listed = await listImages(folder, { token, ...(onProgress === undefined ? {} : { onProgress }) });
  const images = new Set([...listed.keys(), ...selected.map(({ image }) => image)]);
  const failed = [...damaged];
  await checkFolder(out, canGrow);
  const slices = new Map(selected.map(({ image, sidecar }) => [image, sidecar.image.slices]));
  const later: string[] = [];
  for (const { image, sidecar } of holdsVolumes ? [] : selected) {
    for (const target of laterPaths(image, sidecar.objects)) {
      if (images.has(target)) throw takenName(target);
      later.push(target);
      slices.set(target, sidecar.image.slices);
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
      selected.flatMap(({ sidecar }) => usedLabels(sidecar)),
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
    for (const [done, { image, sidecar }] of selected.entries()) {
      throwIfCancelled(token);
      onProgress?.({ done, total: selected.length, current: image });
      const before = files.made.length;
      try {
        const result = await exportImage(
          folder,
          listed.get(image) ?? { path: image },
          sidecar,
          { layout, writer },
          files,
        );
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
    skipped: [
      ...empty.map((file) => ({ file, ...skip('not-selected') })),
      ...unheld.map(({ image }) => ({ file: image, ...skip('cannot-hold-empty') })),
    ],
    failed,
    losses: cancelled ? [] : losses,
    notes: [],
    cancelled,
  };
}

async function exportImage(
  folder: string,
  { path: target, series }: ListedImage,
  { image: described, objects }: Sidecar,
  { layout, writer }: { readonly layout: Layout; readonly writer: LayoutWriter },
  files: FileWriter,
): Promise<{ readonly written: readonly WrittenImage[]; readonly losses: readonly string[] }> {
  const file = path.join(folder, target);
  const among = (series?.files ?? [target]).map((member) => path.posix.basename(member));
  const opened = await openImage(file, { series: described.slices > 1 ? 'whole' : 'single', among });
  try {
    if (opened.path !== file) throw strayMasks(opened.path);
    // The slices of a series may have come or gone since: masks follow them.
    const { content } = await loadMasks(imageOfMasks(opened));
    const wanted = new Set(objects.map(({ id }) => id));
    const { width, height, slices, channels, modality, geometry } = opened.info;
    const kept = content?.objects.filter(({ id }) => wanted.has(id)) ?? [];
    const volumes = volumesOf(opened.info);
    const dicom = layout.refersToDicom === true ? await dicomSourceOf(opened) : undefined;
    const image: LayoutImage = {
      ...{ path: target, width, height, slices, volumes, channels, modality, objects: kept },
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

/** The images of a folder by their paths. @throws UserError `cancelled` */
async function listImages(
  folder: string,
  { token = neverCancelled, onProgress }: TransferHooks,
): Promise<ReadonlyMap<string, ListedImage>> {
  const { images } = await listFolder(folder, token);
  const listed = await imagesOfFiles(folder, images, { token, onProgress: (looked) => onProgress?.({ looked }) });
  return new Map([...listed.values()].map(({ image }) => [image.path, image]));
}

/** The paths of an image's volumes that have masks, after the first. */
function laterPaths(target: string, objects: readonly SidecarObject[]): string[] {
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
    problem: 'This image has the name that a volume of another image gets in this layout.',
    advice: 'Rename the image first.',
  });
}

function strayMasks(anchor: string): UserError {
  return new UserError('conflict', {
    problem: `These are masks of a series, whose masks are stored beside ${anchor}.`,
    advice: 'Restore the files of the series.',
  });
}

function usedLabels({ labels, objects }: Sidecar): SidecarLabel[] {
  const used = new Set(objects.map(({ label }) => label));
  return labels.filter(({ name }) => used.has(name));
}

/** @throws UserError `conflict` when there are files already that nothing may be added to */
async function checkFolder(out: string, adds: boolean): Promise<void> {
  const entries = await readdir(out).catch((cause: unknown) => {
    if (isMissing(cause)) return [];
    throw new UserError('unwritable', { file: out, problem: `The folder cannot be used: ${reasonOf(cause)}.`, cause });
  });
  if (adds || entries.length === 0) return;
  throw new UserError('conflict', {
    file: out,
    problem: 'The folder is not empty.',
    advice: 'Choose a new or empty folder, or delete the files of an earlier export.',
  });
}

async function readOptional(file: string): Promise<string | undefined> {
  try {
    return await readTextFile(file);
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new UserError('unreadable', { file, problem: `The file cannot be read: ${reasonOf(cause)}.`, cause });
  }
}
