import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/base/error';
import { textOf } from '../../core/base/text';
import type { Size } from '../../core/geometry/rect';
import { volumesOf } from '../../core/image/medicalImage';
import { plainWindow } from '../../core/image/window';
import type { SavedLayout } from '../../core/layouts/layout';
import { followSlices } from '../../core/sidecar/followSlices';
import type { MaskContent } from '../../core/sidecar/maskContent';
import { sidecarVersion } from '../../core/sidecar/migrations';
import { maskName, sidecarName } from '../../core/sidecar/names';
import { formatSidecar, hasHumanWork, isHumanWork, parseSidecar, type Sidecar } from '../../core/sidecar/sidecar';
import { writeFileAtomically } from '../files/atomicWrite';
import { isMissing } from '../files/isMissing';
import { reasonOf } from '../files/reasonOf';
import type { ImageOfMasks } from './imageOfMasks';
import { isKept, labelledVolumes, maskFilesOf, objectMaskNames, type MaskFile } from './maskFiles';

export interface StoredMasks {
  /** undefined where there is no sidecar. */
  readonly content: MaskContent | undefined;
  /** Stands for what is on disk; see {@link SaveOptions.expected}. */
  readonly version: string;
}

export interface SaveOptions {
  readonly writer: 'human' | 'machine';
  /** Version that the writer has seen; left out by writers who expect to find nothing. */
  readonly expected?: string;
  /** Whether a mask file without a sidecar that shows these very objects becomes ours, as it is. */
  readonly adopts?: boolean;
  /** Left out, the layout that the image's masks are in; label maps where there are none. */
  readonly layout?: SavedLayout;
}

interface FoundFile {
  readonly path: string;
  readonly bytes: Buffer;
}

interface Disk {
  readonly sidecar: Buffer | undefined;
  /** Mask files beside the image, and those that the sidecar names. */
  readonly masks: readonly FoundFile[];
  readonly version: string;
}

/**
 * Reads the sidecar beside an image.
 *
 * @throws UserError `damaged` when it is wrong or belongs to an image of another size, `unreadable`
 */
export async function loadMasks(image: ImageOfMasks): Promise<StoredMasks> {
  const disk = await readDisk(image.path);
  if (disk.sidecar === undefined) return { content: undefined, version: disk.version };
  const target = sidecarPath(image.path);
  const { image: described, labels, objects, window } = parseSidecar(textOf(disk.sidecar), target);
  const { width, height, slices, instances } = described;
  const isSeries = instances !== undefined && image.instances !== undefined;
  // Masks of the first volume alone say nothing of others.
  const hasDepth = slices === image.slices && (described.volumes ?? volumesOf(image)) === volumesOf(image);
  if (width !== image.width || height !== image.height || !(hasDepth || isSeries)) {
    throw new UserError('damaged', {
      file: target,
      problem: `The masks are for an image of ${sizeText(described)}, but ${path.basename(image.path)} has ${sizeText(image)}.`,
      advice: 'Restore the image they were made for, or move the masks away to start anew.',
    });
  }
  const followed = isSeries
    ? followSlices(objects, { instances, slices }, { instances: image.instances, slices: image.slices }, target)
    : objects;
  return { content: { labels, objects: followed, ...(window === undefined ? {} : { window }) }, version: disk.version };
}

/**
 * Writes sidecar and mask files beside an image and reads them again. Rejected objects stay in the sidecar and out of the
 * mask files.
 *
 * @throws UserError `conflict` when the disk holds something the writer has not seen, when a mask file there is not ours, and
 *   when a machine would change or remove what a person has worked on; `unwritable`
 */
export async function saveMasks(image: ImageOfMasks, content: MaskContent, options: SaveOptions): Promise<StoredMasks> {
  const disk = await readDisk(image.path);
  const layout = options.layout ?? layoutOf(image.path, disk);
  const own = new Set(disk.masks.map(({ path: target }) => target));
  const kept = content.objects.filter(isKept);
  const described: Sidecar['image'] = {
    file: path.basename(image.path),
    width: image.width,
    height: image.height,
    slices: image.slices,
    ...(volumesOf(image) === 1 ? {} : { volumes: volumesOf(image) }),
    ...(image.instances === undefined ? {} : { instances: [...image.instances] }),
  };
  const mapped = image.slices * labelledVolumes({ image: described, objects: kept });
  const sidecar: Sidecar = {
    format: 'sam-unet-masks',
    version: sidecarVersion,
    image: described,
    ...(kept.length === 0
      ? {}
      : layout === 'objects'
        ? { masks: await objectMaskNames(image, kept, own) }
        : { mask: maskName(path.basename(image.path), mapped) }),
    ...(content.window === undefined ? {} : { window: plainWindow(content.window) }),
    labels: [...content.labels],
    objects: [...content.objects],
  };
  const isAdopted = options.adopts === true && isWaiting(image.path, disk, sidecar);
  if (!isAdopted) refuseConflicts(image, disk, content, options);
  const files = maskFilesOf(image.path, sidecar);
  // A label map is replaced; the file of an object stays while it shows the same.
  const standing = disk.masks.filter((found) =>
    layout === 'objects' ? isOneOf(files, found) : files.some((file) => isAt(file, found)),
  );
  // What else is ours goes first: should a crash leave it there, it would look like somebody else's.
  for (const found of disk.masks) if (!standing.includes(found)) await remove(found.path);
  // The sidecar goes before the mask files: it alone can bring them back, and says whose they are.
  const text = formatSidecar(sidecar);
  parseSidecar(text, sidecarPath(image.path));
  await writeFileAtomically(sidecarPath(image.path), text);
  for (const file of files) {
    const stands = isAdopted || (layout === 'objects' && standing.some((found) => isAt(file, found)));
    if (!stands) await writeMask(image, file);
  }
  return { content, version: (await readDisk(image.path)).version };
}

/**
 * Whose masks lie beside an image: `human` when a person has drawn, changed or judged one of them, `foreign` for a mask file
 * or a sidecar that we cannot have written, or that somebody has changed since.
 */
export type MaskState = 'none' | 'machine' | 'human' | 'foreign';

/** What lies beside an image, whoever wrote it. */
export interface MasksOnDisk {
  readonly state: MaskState;
  /** Stands for what is on disk; see {@link SaveOptions.expected}. */
  readonly version: string;
  /** Undefined where there is none, and when the state is `foreign`. */
  readonly sidecar?: Sidecar;
  /** Whether the mask files that the sidecar names are there; true when it names none. */
  readonly isWhole: boolean;
}

/** Looks at what lies beside an image, without opening the image. @throws UserError `unreadable` */
export async function inspectMasks(imagePath: string): Promise<MasksOnDisk> {
  const disk = await readDisk(imagePath);
  const state = stateOf(imagePath, disk);
  const sidecar =
    disk.sidecar === undefined || state === 'foreign'
      ? undefined
      : parseSidecar(textOf(disk.sidecar), sidecarPath(imagePath));
  const files = sidecar === undefined ? [] : maskFilesOf(imagePath, sidecar);
  const isWhole = files.every((file) => disk.masks.some((found) => isAt(file, found)));
  return { state, version: disk.version, isWhole, ...(sidecar === undefined ? {} : { sidecar }) };
}

/** Whose masks lie beside an image. @throws UserError `unreadable` */
export async function maskState(imagePath: string): Promise<MaskState> {
  return stateOf(imagePath, await readDisk(imagePath));
}

/**
 * Removes sidecar and mask files of an image.
 * @param expected version of what is to be removed
 * @throws UserError `conflict` when the disk holds something else, `unwritable`
 */
export async function removeMasks(imagePath: string, expected: string): Promise<void> {
  const disk = await readDisk(imagePath);
  if (disk.version !== expected) throw changedSince(imagePath);
  // The mask files go first: what is left by a crash in between is a sidecar, which can draw them again.
  for (const target of [...disk.masks.map((mask) => mask.path), sidecarPath(imagePath)]) await remove(target);
}

/** Removes a file; with the last one its folder of masks goes, too. @throws UserError `unwritable` */
async function remove(target: string): Promise<void> {
  await rm(target, { force: true }).catch((cause: unknown) => {
    throw new UserError('unwritable', {
      file: target,
      problem: `The file cannot be removed: ${reasonOf(cause)}.`,
      advice: 'Check that the folder is writable.',
      cause,
    });
  });
  // One that is not empty stays.
  if (path.basename(path.dirname(target)) === 'masks') await rmdir(path.dirname(target)).catch(() => undefined);
}

function stateOf(imagePath: string, { sidecar, masks }: Disk): MaskState {
  if (sidecar === undefined) return masks.length > 0 ? 'foreign' : 'none';
  try {
    const parsed = parseSidecar(textOf(sidecar), sidecarPath(imagePath));
    const files = maskFilesOf(imagePath, parsed);
    if (!masks.every((mask) => isOneOf(files, mask))) return 'foreign';
    return hasHumanWork(parsed) ? 'human' : 'machine';
  } catch {
    return 'foreign';
  }
}

/** Whether there are mask files alone, and they show what the sidecar is about to say. @throws UserError when one is damaged */
function isWaiting(imagePath: string, { sidecar, masks }: Disk, wanted: Sidecar): boolean {
  const files = maskFilesOf(imagePath, wanted);
  return sidecar === undefined && masks.length > 0 && masks.every((mask) => isOneOf(files, mask));
}

/** Whether a file is one of those that a sidecar names, and holds what it says. @throws UserError when it is damaged */
function isOneOf(files: readonly MaskFile[], found: FoundFile): boolean {
  return files.some((file) => isAt(file, found) && file.holds(found.bytes));
}

function isAt(file: Pick<MaskFile, 'path'>, found: Pick<FoundFile, 'path'>): boolean {
  return file.path === found.path;
}

/** The layout that the masks of an image are in. */
function layoutOf(imagePath: string, { sidecar }: Disk): SavedLayout {
  return namedMasks(imagePath, sidecar).length > 0 ? 'objects' : 'beside';
}

function refuseConflicts(
  image: ImageOfMasks,
  disk: Disk,
  content: MaskContent,
  { writer, expected }: SaveOptions,
): void {
  const state = stateOf(image.path, disk);
  const seen = expected === undefined ? state === 'none' || writer === 'machine' : expected === disk.version;
  if (!seen) throw changedSince(image.path);
  if (state === 'foreign') {
    throw new UserError('conflict', {
      file: disk.masks[0]?.path ?? sidecarPath(image.path),
      problem: 'This mask was written or changed by another program.',
      advice: 'Move it away or rename it, then save again.',
    });
  }
  if (writer === 'machine' && state === 'human' && !keepsHumanWork(image, disk, content)) {
    throw new UserError('conflict', {
      file: sidecarPath(image.path),
      problem: 'A person has worked on the masks of this image; they stay as they are.',
    });
  }
}

/** Whether content has every object that a person has worked on, and every label, as it is on disk. */
function keepsHumanWork(image: ImageOfMasks, { sidecar }: Disk, content: MaskContent): boolean {
  if (sidecar === undefined) return true;
  const { labels, objects } = parseSidecar(textOf(sidecar), sidecarPath(image.path));
  const kept = new Set([...content.labels, ...content.objects].map((item) => JSON.stringify(item)));
  return [...labels, ...objects.filter(isHumanWork)].every((item) => kept.has(JSON.stringify(item)));
}

function changedSince(imagePath: string): UserError {
  return new UserError('conflict', {
    file: sidecarPath(imagePath),
    problem: 'The masks on disk have changed since they were opened.',
    advice: 'Revert the file to see them, or save a copy of your work first with “Save As”.',
  });
}

async function writeMask(image: ImageOfMasks, file: MaskFile): Promise<void> {
  const { path: target } = file;
  await mkdir(path.dirname(target), { recursive: true }).catch((cause: unknown) => {
    throw new UserError('unwritable', {
      file: target,
      problem: `Its folder cannot be made: ${reasonOf(cause)}.`,
      advice: 'Check that the folder of the image is writable; the sidecar holds the masks.',
      cause,
    });
  });
  await writeFileAtomically(target, file.bytes(image));
  if (file.holds(await readFile(target))) return;
  throw new UserError('unwritable', {
    file: target,
    problem: 'The mask that was read back is not the one that was written.',
    advice: 'Check the disk, then save again; the sidecar holds the masks.',
  });
}

async function readDisk(imagePath: string): Promise<Disk> {
  const sidecar = await readOptional(sidecarPath(imagePath));
  const candidates = [
    ...[1, 2].map((slices) => maskName(path.basename(imagePath), slices)),
    ...namedMasks(imagePath, sidecar),
  ].map((name) => path.join(path.dirname(imagePath), name));
  const masks: FoundFile[] = [];
  for (const target of candidates) {
    const bytes = await readOptional(target);
    if (bytes !== undefined) masks.push({ path: target, bytes });
  }
  const hash = createHash('sha256');
  for (const part of [sidecar, ...masks.map(({ bytes }) => bytes)]) {
    hash.update(part === undefined ? 'none' : createHash('sha256').update(part).digest());
  }
  return { sidecar, masks, version: hash.digest('hex') };
}

/** Files of single objects that a sidecar names; none where it cannot be read. */
function namedMasks(imagePath: string, sidecar: Buffer | undefined): readonly string[] {
  try {
    return sidecar === undefined ? [] : (parseSidecar(textOf(sidecar), sidecarPath(imagePath)).masks ?? []);
  } catch {
    return [];
  }
}

async function readOptional(target: string): Promise<Buffer | undefined> {
  try {
    return await readFile(target);
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new UserError('unreadable', {
      file: target,
      problem: `The file cannot be read: ${reasonOf(cause)}.`,
      advice: 'Check its permissions.',
      cause,
    });
  }
}

function sidecarPath(imagePath: string): string {
  return path.join(path.dirname(imagePath), sidecarName(path.basename(imagePath)));
}

function sizeText({
  width,
  height,
  slices,
  ...image
}: Size & { slices: number; volumes?: number | undefined }): string {
  return `${width}×${height}×${slices}${volumesOf(image) > 1 ? `×${volumesOf(image)}` : ''}`;
}
