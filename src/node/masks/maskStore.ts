import path from 'node:path';
import { UserError, type UserErrorDetails } from '../../core/base/error';
import { textOf } from '../../core/base/text';
import type { Size } from '../../core/geometry/rect';
import { flattenedIn } from '../../core/document/flattening';
import { volumesOf } from '../../core/image/medicalImage';
import { plainWindow } from '../../core/image/window';
import { layoutFor, type SavedLayout } from '../../core/layouts/savedLayout';
import { followSlices } from '../../core/sidecar/followSlices';
import { areaOf } from '../../core/mask/runLength';
import { contentOf, type MaskContent } from '../../core/sidecar/maskContent';
import { sidecarVersion } from '../../core/sidecar/migrations';
import { isSegmentationName, mapName, segmentationName } from '../../core/sidecar/names';
import { parseSidecar, type Sidecar, type UndecidedPixels } from '../../core/sidecar/sidecar';
import { t, type Message } from '../../core/text/message';
import type { Lock } from '../files/lock';
import { commitMasks, finishInterrupted, placeSidecar, redrawMasks, removeCommitted, type BehindFile } from './commit';
import { changedSince, refuseConflicts, refuseDiffering, refuseForeign, refuseImages, type Writer } from './conflicts';
import type { ImageOfMasks } from './imageOfMasks';
import { withImageLock } from './imageLock';
import { sweepFolder } from './leftovers';
import { isKept, labelledVolumes } from './maskFile';
import { maskFilesOf, objectMaskNames, ownMaskFiles } from './maskFiles';
import { withinMaskBounds } from './maskBounds';
import { differingMasks, readMasks, sidecarPath, stateOf, type MasksBeside, type MaskState } from './masksBeside';

export interface StoredMasks {
  /** undefined where there is no sidecar. */
  readonly content: MaskContent | undefined;
  /** Pixels that belong to no object, at the slices that the image has now. */
  readonly undecided?: readonly UndecidedPixels[];
  /** Stands for what is on disk; see {@link SaveOptions.expected}. */
  readonly version: string;
  /** Why the masks can be neither shown nor changed, in words: a newer version of the program has saved them. */
  readonly readOnly?: Message;
  /** Mask files that a save could not bring up to date. Its content is safe: the sidecar has it. */
  readonly behind?: readonly BehindFile[];
  /** What the label map loses where objects overlap, see {@link SaveOptions.reportsOverlaps}; the sidecar keeps them whole. */
  readonly flattened?: Message;
}

export interface SaveOptions extends Writer {
  /** Whether a mask file without a sidecar that shows these very objects becomes ours, as it is. */
  readonly adopts?: boolean;
  /** Left out, the layout that the image's masks are in; label maps where there are none. */
  readonly layout?: SavedLayout;
  /** Whether to report what a label map loses where objects overlap; the editor asks before it saves. */
  readonly reportsOverlaps?: boolean;
}

/** What lies beside an image, written by any program. */
export interface MasksOnDisk {
  readonly state: MaskState;
  /** Stands for what is on disk; see {@link SaveOptions.expected}. */
  readonly version: string;
  /** Undefined where there is none, and when the state is `foreign` or `newer`. */
  readonly sidecar?: Sidecar;
  /** Its text as it is on disk. */
  readonly text?: string;
  /** Mask files that are not as the sidecar has them, by their paths. */
  readonly faults: readonly MaskFault[];
  /** What is wrong with the sidecar, when it cannot be understood; the state is `foreign` then. */
  readonly damage?: UserErrorDetails;
}

export interface MaskFault {
  readonly file: string;
  /**
   * `missing`: it was deleted. `changed`: another program has written it. `interrupted`: a save was interrupted, and
   * the next one finishes it. `differs`: it is as we wrote it, but its sidecar was edited since; a thorough inspection finds it.
   */
  readonly kind: 'missing' | 'changed' | 'interrupted' | 'differs';
}

/**
 * Reads the sidecar beside an image, which counts whatever the mask files show, and changes nothing.
 *
 * @throws UserError `damaged` when it is wrong or belongs to an image of another size, `unreadable`
 */
export async function loadMasks(image: ImageOfMasks): Promise<StoredMasks> {
  const { sidecar, error, version } = await readMasks(image.path);
  if (error?.code === 'too-new') return { content: undefined, version, readOnly: error.text };
  if (error !== undefined) throw error;
  if (sidecar === undefined || sidecar.removed === true) return { content: undefined, version };
  const target = sidecarPath(image.path);
  const { image: described, objects } = sidecar;
  const { width, height, slices } = described;
  // Masks of the first volume alone say nothing of others.
  const hasDepth = slices === image.slices && (described.volumes ?? volumesOf(image)) === volumesOf(image);
  if (width !== image.width || height !== image.height || !(hasDepth || isOfSeries(image, sidecar))) {
    throw new UserError('damaged', {
      file: target,
      problem: t`The masks are for an image of ${sizeText(described)} pixels, but ${path.basename(image.path)} has ${sizeText(image)}.`,
      advice: t`Restore the image they were made for, or move the masks elsewhere to start over.`,
    });
  }
  const content = contentOf({ ...sidecar, objects: followed(objects, image, sidecar) });
  const { undecided } = sidecar;
  return { content, version, ...(undecided === undefined ? {} : { undecided: followed(undecided, image, sidecar) }) };
}

function isOfSeries(image: ImageOfMasks, sidecar: Sidecar): boolean {
  return image.instances !== undefined && sidecar.image.instances !== undefined;
}

/** What a sidecar has on slices, on those that the image has now. @throws UserError `conflict` as {@link followSlices} */
function followed<T extends Parameters<typeof followSlices>[0][number]>(
  placed: readonly T[],
  { path: imagePath, instances, slices }: ImageOfMasks,
  { image: before }: Sidecar,
): readonly T[] {
  if (instances === undefined || before.instances === undefined) return placed;
  const was = { instances: before.instances, slices: before.slices };
  return followSlices(placed, was, { instances, slices }, sidecarPath(imagePath));
}

/**
 * Writes sidecar and mask files beside an image. Rejected objects stay in the sidecar and out of the mask files. Other
 * processes wait, so that what is checked here still holds when it is written.
 *
 * @throws UserError `conflict` when the disk holds something the writer has not seen, when a mask file there is not ours, and
 *   when a person's work would be changed or removed automatically; `too-new` when a newer version has saved the masks;
 *   `in-use` when another process does not come to an end; `unwritable`; `bad-input` for a name of the image that cannot stand in
 *   a sidecar. Nothing is changed then.
 */
export async function saveMasks(image: ImageOfMasks, content: MaskContent, options: SaveOptions): Promise<StoredMasks> {
  refuseBackslash(image.path);
  return changeMasks(image.path, async (lock) => {
    const beside = await finishInterrupted(await readMasks(image.path), image);
    const layout = options.layout ?? layoutOf(beside);
    const sidecar = await describe(image, content, layout, beside);
    const isAdopted = options.adopts === true && isWaiting(beside, sidecar);
    if (!isAdopted) await refuseConflicts(image, beside, content, options);
    const behind = await commitMasks(image, beside, sidecar, lock, isAdopted);
    const { version } = await readMasks(image.path);
    const flattened = options.reportsOverlaps === true ? flattenedIn(sidecar) : undefined;
    return {
      ...{ content, version },
      ...(behind.length === 0 ? {} : { behind }),
      ...(flattened === undefined ? {} : { flattened }),
    };
  });
}

/** @throws UserError `in-use` when a mask file could not be brought up to date */
export function refuseBehind({ behind: [first] = [] }: Pick<StoredMasks, 'behind'>): void {
  if (first === undefined) return;
  throw new UserError('in-use', {
    ...first,
    advice: t`The masks are safe in the sidecar. Close the file in the other program, then save again or run “sam-unet restore”.`,
  });
}

/**
 * Inspects the files beside an image, without opening the image, and changes nothing.
 * @param thorough whether mask files are compared with the sidecar even where their hashes say that we have written them
 * @throws UserError `unreadable`
 */
export async function inspectMasks(imagePath: string, thorough = false): Promise<MasksOnDisk> {
  const beside = await readMasks(imagePath);
  const { sidecar, bytes, error, found, missing, version } = beside;
  const state = stateOf(beside);
  const isOurs = sidecar !== undefined && bytes !== undefined && (state === 'machine' || state === 'human');
  const faults: MaskFault[] = [
    ...found.flatMap(({ path: file, state: each }): MaskFault[] =>
      each === 'current' ? [] : [{ file, kind: each === 'stale' ? 'interrupted' : 'changed' }],
    ),
    ...missing.map(({ file, staged }): MaskFault => {
      return { file: file.path, kind: staged === undefined ? 'missing' : 'interrupted' };
    }),
    ...(thorough ? await differingMasks(beside) : []).map(({ path: file }): MaskFault => ({ file, kind: 'differs' })),
  ];
  return {
    ...{ state, version, faults },
    ...(isOurs ? { sidecar, text: bytes.toString('utf8') } : {}),
    ...(error?.code === 'damaged' ? { damage: plainDetails(error) } : {}),
  };
}

/** Without the cause, which other threads do not need. */
function plainDetails({ details: { cause: _, ...details } }: UserError): UserErrorDetails {
  return details;
}

/** Whose masks lie beside an image. @throws UserError `unreadable` */
export async function maskState(imagePath: string): Promise<MaskState> {
  return stateOf(await readMasks(imagePath));
}

/**
 * Removes sidecar and mask files of an image.
 * @param expected version of what is to be removed
 * @throws UserError `conflict` when the disk holds something else, `in-use`, `unwritable`
 */
export async function removeMasks(imagePath: string, expected: string): Promise<void> {
  await changeMasks(imagePath, async (lock) => {
    const beside = await readMasks(imagePath);
    if (beside.version !== expected) throw changedSince(imagePath);
    refuseForeign(beside);
    await refuseDiffering(beside);
    refuseBehind({ behind: await removeCommitted(beside, lock) });
  });
}

/**
 * Brings back masks that were there before, with their sidecar byte for byte.
 * @param text the sidecar as it was
 * @param expected version of what they replace
 * @throws UserError as {@link saveMasks}, and `in-use` when a mask file could not follow
 */
export async function restoreMasks(image: ImageOfMasks, text: string, expected: string): Promise<StoredMasks> {
  const target = sidecarPath(image.path);
  const sidecar = parseSidecar(textOf(Buffer.from(text)), target);
  return changeMasks(image.path, async (lock) => {
    const beside = await finishInterrupted(await readMasks(image.path), image);
    if (beside.version !== expected) throw changedSince(image.path);
    refuseForeign(beside);
    await refuseDiffering(beside);
    refuseBehind({ behind: await commitMasks(image, beside, sidecar, lock) });
    // The same masks in the original text, which does not mention the files that were just replaced.
    if ((await readMasks(image.path)).bytes?.toString('utf8') !== text) await placeSidecar(target, text, lock);
    const { version } = await readMasks(image.path);
    return { content: contentOf(sidecar), version };
  });
}

/**
 * Redraws mask files from the sidecar that are missing or were left by an interrupted save.
 * @param withChanged also those that another program has changed, whose changes are lost
 * @returns paths of the files that were written
 * @throws UserError `not-found` when there is no sidecar, `damaged`, `too-new`, `in-use`, `unwritable`
 */
export async function redrawMaskFiles(image: ImageOfMasks, withChanged = false): Promise<readonly string[]> {
  return changeMasks(image.path, async () => {
    const beside = await readMasks(image.path);
    const { sidecar, error, found, missing } = beside;
    if (error !== undefined) throw error;
    if (sidecar === undefined || sidecar.removed === true) {
      throw new UserError('not-found', {
        file: sidecarPath(image.path),
        problem: t`There is no sidecar to draw masks from.`,
      });
    }
    const named = new Set((await ownMaskFiles(image.path, sidecar)).map(({ name }) => name));
    const names = new Set([
      ...missing.map(({ file }) => file.name),
      ...found.filter(({ state }) => state === 'stale' || (withChanged && state === 'changed')).map(({ name }) => name),
      ...(withChanged ? await differingMasks(beside) : []).map(({ name }) => name),
    ]);
    refuseImages(found.filter(({ name }) => names.has(name)));
    await redrawMasks(image, sidecar, names);
    return [...names].filter((name) => named.has(name)).map((name) => path.join(path.dirname(image.path), name));
  });
}

/** Does something as the only writer, after what dead ones have left in the folder was cleaned up. */
async function changeMasks<T>(imagePath: string, work: (lock: Lock) => Promise<T>): Promise<T> {
  const folder = path.dirname(imagePath);
  return withinMaskBounds([folder], async () => {
    await sweepFolder(folder);
    return withImageLock(imagePath, work);
  });
}

async function describe(
  image: ImageOfMasks,
  content: MaskContent,
  layout: SavedLayout,
  { found, sidecar: before }: MasksBeside,
): Promise<Sidecar> {
  const kept = content.objects.filter(isKept);
  const name = path.basename(image.path);
  const described: Sidecar['image'] = {
    file: name,
    width: image.width,
    height: image.height,
    slices: image.slices,
    ...(volumesOf(image) === 1 ? {} : { volumes: volumesOf(image) }),
    ...(image.array === undefined ? {} : { array: image.array }),
    ...(image.instances === undefined ? {} : { instances: [...image.instances] }),
  };
  const own = new Set(found.map((mask) => mask.path));
  const there = before?.removed === true ? undefined : before?.undecided;
  const undecided = content.undecided ?? (there && followed(there, image, before!));
  const mapped = image.slices * labelledVolumes({ image: described, objects: kept });
  const maskNames = async (): Promise<Pick<Sidecar, 'mask' | 'masks'>> => {
    const saved = layoutFor(image, layout);
    if (saved === 'dicom-seg') {
      // It has no frame without pixels.
      return kept.some(({ mask }) => areaOf(mask) > 0) ? { mask: segmentationName(name) } : {};
    }
    // That an image is empty can be shown by a label map alone.
    if (kept.length === 0 && (content.empty === undefined || saved === 'objects')) return {};
    return saved === 'objects' ? { masks: await objectMaskNames(image, kept, own) } : { mask: mapName(name, mapped) };
  };
  return {
    format: 'sam-unet-masks',
    version: sidecarVersion,
    image: described,
    ...(await maskNames()),
    ...(content.window === undefined ? {} : { window: plainWindow(content.window) }),
    ...(content.empty === undefined ? {} : { empty: content.empty }),
    ...(undecided === undefined || undecided.length === 0 ? {} : { undecided: [...undecided] }),
    labels: [...content.labels],
    objects: [...content.objects],
  };
}

/** A sidecar names its image and mask files on every system, and `\\` parts folders on Windows. @throws UserError `bad-input` */
function refuseBackslash(imagePath: string): void {
  if (!path.basename(imagePath).includes('\\')) return;
  throw new UserError('bad-input', {
    file: imagePath,
    problem: t`Masks of this image cannot be saved: its name contains “\\”, which separates folders on Windows.`,
    advice: t`Rename the image, then save again.`,
  });
}

/** Whether there are mask files alone, and they show what the sidecar is about to say. @throws UserError when one is damaged */
function isWaiting({ image, bytes, found }: MasksBeside, wanted: Sidecar): boolean {
  const files = maskFilesOf(image, wanted);
  const shows = (mask: MasksBeside['found'][number]): boolean =>
    files.some((file) => file.name === mask.name && file.holds(mask.bytes));
  return bytes === undefined && found.length > 0 && found.every(shows);
}

/** The layout that the masks of an image are in. */
function layoutOf({ sidecar, found }: MasksBeside): SavedLayout {
  if ((sidecar?.masks ?? []).length > 0) return 'objects';
  const names = sidecar === undefined ? found.map(({ name }) => name) : [sidecar.mask ?? ''];
  return names.length > 0 && names.every(isSegmentationName) ? 'dicom-seg' : 'beside';
}

function sizeText({
  width,
  height,
  slices,
  ...image
}: Size & { slices: number; volumes?: number | undefined }): string {
  return `${width}×${height}×${slices}${volumesOf(image) > 1 ? `×${volumesOf(image)}` : ''}`;
}
