import path from 'node:path';
import { throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import { skip, type SkippedFile } from '../../core/base/skip';
import { distinct, type AnnotationNote } from '../../core/layouts/annotationNote';
import { labelsNamed } from '../../core/labels/labelNamed';
import type { LabelSet } from '../../core/labels/labelSet';
import type { LayoutImage, LayoutObject, Undecided } from '../../core/layouts/layout';
import { failureOf, type TransferFailure } from '../../core/layouts/summary';
import type { ExportRequest } from '../../core/protocol/transferApi';
import type { Sidecar, SidecarLabel } from '../../core/sidecar/sidecar';
import { listFolder } from '../files/findImages';
import { imagesOfFiles, openImage, type OpenedImage } from '../image/openImage';
import { imageOfMasks } from '../masks/imageOfMasks';
import { loadMasks } from '../masks/maskStore';
import type { ListedImage } from '../series/imagesOf';
import { t } from '../../core/text/message';
import type { TransferHooks } from './transferHooks';
import { findMasks, openPlanned } from './findMasks';
import { selectSidecars } from './sidecars';

/** An image whose masks are exported, however they are stored. */
export interface Exported {
  /** Path of the image, relative to the folder. */
  readonly image: string;
  /** Whether it is a part of a picture, whose path no file has. */
  readonly isPart?: true;
  readonly slices: number;
  readonly labels: readonly SidecarLabel[];
  readonly objects: readonly LayoutObject[];
  readonly undecided?: readonly Undecided[];
  readonly open: () => Promise<OpenedImage>;
  /** The objects and undecided pixels at the slices that the image has now. */
  readonly masksOn: (opened: OpenedImage) => Promise<Pick<LayoutImage, 'objects' | 'undecided'>>;
}

export interface ExportedMasks {
  readonly selected: readonly Exported[];
  /** Paths of all images of the folder, with masks or not. */
  readonly images: ReadonlySet<string>;
  readonly skipped: readonly SkippedFile[];
  readonly failed: readonly TransferFailure[];
  readonly notes: readonly AnnotationNote[];
}

type Hooks = TransferHooks & { readonly token: CancellationToken };

/**
 * The masks in the sidecars of a folder.
 *
 * @throws UserError `unreadable` when the folder itself cannot be read, `cancelled`
 */
export async function storedMasks(
  folder: string,
  { selection, only }: ExportRequest,
  hooks: Hooks,
): Promise<ExportedMasks> {
  const named = only && new Set(only);
  const isMeant = (image: string): boolean => named?.has(image) ?? true;
  const { selected, empty, failed } = await selectSidecars(folder, selection, hooks.token, isMeant);
  const listed = await listImages(folder, hooks);
  return {
    selected: selected.map(({ image, sidecar }) => ({
      image,
      slices: sidecar.image.slices,
      labels: usedLabels(sidecar),
      objects: sidecar.objects,
      ...undecidedOf(sidecar),
      open: async () => {
        const { series } = listed.get(image) ?? {};
        const among = (series?.files ?? [image]).map((member) => path.posix.basename(member));
        const file = path.join(folder, image);
        const opened = await openImage(file, { series: sidecar.image.slices > 1 ? 'whole' : 'single', among });
        if (opened.path === file) return opened;
        opened.dispose();
        throw strayMasks(opened.path);
      },
      masksOn: async (opened) => {
        // The slices of a series may have come or gone since: masks follow them.
        const { content, ...more } = await loadMasks(imageOfMasks(opened));
        const wanted = new Set(sidecar.objects.map(({ id }) => id));
        return { objects: content?.objects.filter(({ id }) => wanted.has(id)) ?? [], ...undecidedOf(more) };
      },
    })),
    images: new Set([...listed.keys(), ...selected.map(({ image }) => image)]),
    skipped: empty.map((file) => ({ file, ...skip('not-selected') })),
    failed,
    notes: [],
  };
}

/**
 * Masks of one image that are stored nowhere.
 *
 * @param reopen opens the image once more
 * @param known labels of the workspace
 */
export function masksAtHand(
  { path: file, info }: Pick<OpenedImage, 'path' | 'info'>,
  objects: readonly LayoutObject[],
  reopen: () => Promise<OpenedImage>,
  known: LabelSet,
): ExportedMasks {
  const image = path.basename(file);
  const labels = labelsNamed(
    objects.map(({ label }) => label),
    known,
  );
  return {
    selected: [
      { image, slices: info.slices, labels, objects, open: reopen, masksOn: () => Promise.resolve({ objects }) },
    ],
    images: new Set([image]),
    ...{ skipped: [], failed: [], notes: [] },
  };
}

/**
 * The masks of a folder in another layout, which are held in memory: what they are called decides on what is written.
 *
 * @throws UserError as `findMasks`; with a question where a mask can be read in two ways
 */
export async function foreignMasks(
  folder: string,
  from: NonNullable<ExportRequest['from']>,
  hooks: Hooks,
): Promise<ExportedMasks> {
  const found = await findMasks({ ...from, images: folder }, hooks);
  const selected: Exported[] = [];
  const skipped = [...found.missing];
  const failed = [...found.failed];
  for (const [done, planned] of found.plan.entries()) {
    throwIfCancelled(hooks.token);
    const image = planned.image.path;
    hooks.onProgress?.({ done, total: 2 * found.plan.length, current: image });
    const open = (): Promise<OpenedImage> => openPlanned(found, planned, from);
    try {
      const opened = await open();
      try {
        const read = await found.read(opened, planned);
        const undecided = undecidedOf(read);
        const objects = read.objects.filter(({ mask }) => mask.counts.length > 1);
        const colors = new Map(objects.flatMap(({ label, color }) => (color === undefined ? [] : [[label, color]])));
        if (objects.length === 0) skipped.push({ file: image, ...skip('empty-masks') });
        else
          selected.push({
            ...{ image, slices: opened.info.slices, objects, ...undecided, open },
            labels: found.labels.of(
              objects.map(({ label }) => label),
              colors,
            ),
            masksOn: () => Promise.resolve({ objects, ...undecided }),
          });
      } finally {
        opened.dispose();
      }
    } catch (error) {
      if (error instanceof UserError && error.details.question !== undefined) throw error;
      failed.push(failureOf(image, error, path.join(folder, image)));
    }
  }
  return { selected, images: found.images, skipped, failed, notes: distinct(found.notes) };
}

/** The images of a folder by their paths. @throws UserError `cancelled` */
async function listImages(folder: string, { token, onProgress }: Hooks): Promise<ReadonlyMap<string, ListedImage>> {
  const { images } = await listFolder(folder, token);
  const listed = await imagesOfFiles(folder, images, { token, onProgress: (looked) => onProgress?.({ looked }) });
  return new Map([...listed.values()].map(({ image }) => [image.path, image]));
}

function undecidedOf({
  undecided = [],
}: {
  readonly undecided?: readonly Undecided[] | undefined;
}): Pick<LayoutImage, 'undecided'> {
  return undecided.length === 0 ? {} : { undecided };
}

function usedLabels({ labels, objects }: Sidecar): SidecarLabel[] {
  const used = new Set(objects.map(({ label }) => label));
  return labels.filter(({ name }) => used.has(name));
}

function strayMasks(anchor: string): UserError {
  return new UserError('conflict', {
    problem: t`These are masks of a series, whose masks are stored beside ${anchor}.`,
    advice: t`Restore the files of the series.`,
  });
}
