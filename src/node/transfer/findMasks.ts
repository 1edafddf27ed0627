import { stat } from 'node:fs/promises';
import path from 'node:path';
import { neverCancelled, type CancellationToken } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import type { SkippedFile } from '../../core/base/skip';
import type { AnnotationNote, TakeNote } from '../../core/layouts/annotationNote';
import type { FoundMask, LayoutObject, Undecided } from '../../core/layouts/layout';
import { LabelTable } from '../../core/layouts/labelTable';
import { loadReading } from '../../core/layouts/maskReading';
import { detectLayout, layoutNamed, layouts } from '../../core/layouts/registry';
import { failureOf, type TransferFailure } from '../../core/layouts/summary';
import type { ImportMasksRequest } from '../../core/protocol/transferApi';
import { listFolder } from '../files/findImages';
import { insideFolder } from '../files/insideFolder';
import { reasonOf } from '../files/reasonOf';
import { readTextFile } from '../files/textFile';
import { comparePaths, walkFolder } from '../files/walkFolder';
import { imagesOfFiles, openImage, segmentationsOfFiles, type OpenedImage } from '../image/openImage';
import { findLabels } from '../labels/labelFile';
import type { ImagesOfFolder, ListedSegmentations } from '../series/segmentationsOf';
import { t } from '../../core/text/message';
import type { TransferHooks } from './transferHooks';
import { pathsOf, planImport, type Masks, type Planned } from './planImport';
import { readFoundMask } from './readFoundMask';

/** Where masks in a layout are looked for, and the images that they are for. */
export type MaskSource = Pick<
  ImportMasksRequest,
  'source' | 'images' | 'layout' | 'series' | 'array' | 'anyFolder' | 'reading'
>;

/** An object, and the file that it comes from. */
export type FoundObject = LayoutObject & { readonly from: string };

/** The masks of a source by the images that they are for. */
export interface FoundMasks {
  /** Folder of the images, and folder of the layout. */
  readonly folder: string;
  readonly root: string;
  /** Paths of all images of the folder, with masks or not. */
  readonly images: ReadonlySet<string>;
  /** Those of the files of the images' folder that are masks. */
  readonly own: ReadonlySet<string>;
  readonly plan: readonly Planned[];
  /** Masks without an image, by the image that they name, and the files that hold them. */
  readonly missing: readonly SkippedFile[];
  readonly lost: ReadonlyMap<SkippedFile, readonly string[]>;
  readonly failed: readonly TransferFailure[];
  readonly labels: LabelTable;
  /** On single annotations; reading the masks adds to them. */
  readonly notes: readonly AnnotationNote[];
  /**
   * The objects of an image that was planned, and the pixels that its data set leaves undecided.
   *
   * @throws UserError of the image or of a mask; with a question where a mask can be read in two ways
   */
  read(
    image: OpenedImage,
    planned: Planned,
  ): Promise<{ readonly objects: readonly FoundObject[]; readonly undecided: readonly Undecided[] }>;
}

/**
 * Looks for the masks of a source in a layout.
 *
 * @throws UserError `not-found`, `unreadable`; `bad-input` when the layout is none that is known; `damaged` for a wrong index
 */
export async function findMasks(
  request: MaskSource,
  { token = neverCancelled, onProgress }: TransferHooks = {},
): Promise<FoundMasks> {
  const { source } = request;
  const reading = await loadReading(request.reading ?? {}, readText);
  const folder = path.resolve(request.images);
  const { root, paths } = await listSource(path.resolve(source));
  const layout = request.layout === undefined ? detectLayout(paths) : layoutNamed(request.layout);
  const listed = await listFolder(folder, token);
  const imageOf = await imagesOfFiles(folder, listed.images, {
    series: request.series ?? 'whole',
    token,
    onProgress: (looked) => onProgress?.({ looked }),
  });
  const segmentations = await findSegmentations(request, { root, paths }, { root: folder, imageOf }, token);
  if (layout === undefined && segmentations.ofImage.size + segmentations.lost.length === 0) throw unknownLayout(source);
  const images = [...imageOf.keys()];
  const notes: AnnotationNote[] = [];
  const note: TakeNote = (each) => notes.push(each);
  const text = (target: string): Promise<string> => readText(path.join(root, target));
  const found = (await layout?.read({ paths, images, text, note })) ?? [];
  const own = root === folder ? new Set(found.flatMap(({ masks }) => masks.flatMap(pathsOf))) : new Set<string>();
  const { plan, missing, lost } = await planImport(
    { root, found, segmentations },
    new Map([...imageOf].filter(([target]) => !own.has(target))),
    { folder, anyFolder: request.anyFolder ?? false, series: request.series ?? 'whole' },
  );
  const labels = new LabelTable(
    found.flatMap(({ masks }) => masks),
    await findLabels(folder, (error) => {
      throw error;
    }),
  );
  return {
    ...{ folder, root, own, plan, missing, lost, labels, notes },
    images: new Set([...imageOf.values()].map(({ image }) => image.path)),
    failed: [...listed.unreadable].map(([target, error]) => failureOf(target, error, path.join(folder, target))),
    read: async (image, { masks }) => {
      const objects: FoundObject[] = [];
      const undecided: Undecided[] = [];
      const leaveUndecided = (each: Undecided): void => void undecided.push(each);
      for (const { at, mask } of masks) {
        const parts = await readFoundMask(root, mask, { slice: 0, ...at }, image, labels, {
          ...{ note, reading, leaveUndecided },
        });
        for (const part of parts) objects.push({ ...part, from: fileOf(mask, source) });
      }
      return { objects, undecided };
    },
  };
}

/** Opens an image that masks were found for: its series, unless single files are wanted and the masks are for no more. */
export async function openPlanned(
  { folder, root }: FoundMasks,
  { image, masks }: Planned,
  { series = 'whole', array }: Pick<MaskSource, 'series' | 'array'> = {},
): Promise<OpenedImage> {
  const among = (image.series?.files ?? [image.path]).map((member) => path.posix.basename(member));
  const mode = series === 'single' && !(await spansSlices(root, masks)) ? 'single' : 'whole';
  return openImage(path.join(folder, image.path), {
    series: mode,
    ...(array === undefined ? {} : { array }),
    ...(mode === series ? { among } : {}),
  });
}

/** Whether masks are for more than the one slice of a file. */
async function spansSlices(root: string, masks: Masks): Promise<boolean> {
  if (masks.some(({ at }) => at.slice !== undefined)) return true;
  for (const { mask } of masks) {
    if (mask.kind !== 'labelMap' || mask.path.toLowerCase().endsWith('.png')) continue;
    const map = await openImage(await insideFolder(root, mask.path), { series: 'single' });
    map.dispose();
    if (map.info.slices > 1) return true;
  }
  return false;
}

/** Name of the file that a mask comes from; masks that stand in an index come from that. */
function fileOf(mask: FoundMask, source: string): string {
  return mask.kind === 'inline' ? path.basename(source) : mask.path;
}

async function listSource(source: string): Promise<{ readonly root: string; readonly paths: readonly string[] }> {
  const isFile = await stat(source).then(
    (stats) => stats.isFile(),
    (cause: unknown) => {
      throw new UserError('not-found', {
        file: source,
        problem: t`The masks cannot be read: ${reasonOf(cause)}.`,
        advice: t`Check the path.`,
        cause,
      });
    },
  );
  if (isFile) return { root: path.dirname(source), paths: [path.basename(source)] };
  const paths: string[] = [];
  for await (const { path: target } of walkFolder(source)) paths.push(target);
  return { root: source, paths: paths.sort(comparePaths) };
}

/** The DICOM Segmentations of a source, unless it is to be read in another layout, which is named. */
async function findSegmentations(
  { layout }: MaskSource,
  { root, paths }: { readonly root: string; readonly paths: readonly string[] },
  images: ImagesOfFolder,
  token: CancellationToken,
): Promise<ListedSegmentations> {
  if (layout !== undefined && !layoutNamed(layout).refersToDicom) return { ofImage: new Map(), lost: [] };
  return segmentationsOfFiles(root, paths, images, { token });
}

function unknownLayout(source: string): UserError {
  return new UserError('bad-input', {
    file: source,
    problem: t`The layout of the masks is unknown.`,
    advice: t`Choose one of ${layouts.map(({ name }) => name).join(', ')}; see docs/layouts.md.`,
  });
}

async function readText(file: string): Promise<string> {
  try {
    return await readTextFile(file);
  } catch (cause) {
    throw new UserError('unreadable', {
      file,
      problem: t`The file cannot be read: ${reasonOf(cause)}.`,
      advice: t`Check the path and its permissions.`,
      cause,
    });
  }
}
