import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { messageOf, UserError } from '../../core/base/error';
import { readLabelVolume, writeLabelVolume } from '../../core/formats/nifti/labelVolume';
import { readLabelPng, writeLabelPng } from '../../core/formats/png/labelMap';
import type { Size } from '../../core/geometry/rect';
import type { VolumeGeometry } from '../../core/geometry/volumeGeometry';
import { drawLabels } from '../../core/mask/labelMap';
import { followSlices } from '../../core/sidecar/followSlices';
import { maskName, sidecarName } from '../../core/sidecar/names';
import {
  formatSidecar,
  hasHumanWork,
  isHumanWork,
  parseSidecar,
  type Sidecar,
  type SidecarLabel,
  type SidecarObject,
} from '../../core/sidecar/sidecar';
import { writeFileAtomically } from './atomicWrite';

/** The image that masks belong to. */
export interface ImageOfMasks extends Size {
  readonly path: string;
  readonly slices: number;
  readonly geometry?: VolumeGeometry;
  /** Of a DICOM series, what tells its slices apart, in their order. */
  readonly instances?: readonly string[];
  /** NIfTI-1 header of the image, so that the mask volume lies in the very same frame. */
  readonly niftiHeader?: Uint8Array;
}

/** What a sidecar says about an image's masks. */
export interface MaskContent {
  readonly labels: readonly SidecarLabel[];
  readonly objects: readonly SidecarObject[];
  /** The window the model saw. */
  readonly window?: { readonly center: number; readonly width: number };
}

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
}

interface MaskFile {
  readonly path: string;
  readonly bytes: Buffer;
}

interface Disk {
  readonly sidecar: Buffer | undefined;
  readonly masks: readonly MaskFile[];
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
  const path = sidecarPath(image.path);
  const { image: described, labels, objects, window } = parseSidecar(disk.sidecar.toString('utf8'), path);
  const { width, height, slices, instances } = described;
  const isSeries = instances !== undefined && image.instances !== undefined;
  if (width !== image.width || height !== image.height || (slices !== image.slices && !isSeries)) {
    throw new UserError('damaged', {
      file: path,
      problem: `The masks are for an image of ${sizeText(described)}, but ${basename(image.path)} has ${sizeText(image)}.`,
      advice: 'Restore the image they were made for, or move the masks away to start anew.',
    });
  }
  const followed = isSeries ? followSlices(objects, instances, image.instances, path) : objects;
  return { content: { labels, objects: followed, ...(window === undefined ? {} : { window }) }, version: disk.version };
}

/**
 * Writes sidecar and mask file beside an image and reads them again. Rejected objects stay in the sidecar and out of the
 * mask file.
 *
 * @throws UserError `conflict` when the disk holds something the writer has not seen, when a mask file there is not ours, and
 *   when a machine would change or remove what a person has worked on; `unwritable`
 */
export async function saveMasks(image: ImageOfMasks, content: MaskContent, options: SaveOptions): Promise<StoredMasks> {
  const disk = await readDisk(image.path);
  const isEmpty = content.objects.every(isRejected);
  const maskFile = join(dirname(image.path), maskName(basename(image.path), image.slices));
  const sidecar: Sidecar = {
    format: 'sam-unet-masks',
    version: 1,
    image: {
      file: basename(image.path),
      width: image.width,
      height: image.height,
      slices: image.slices,
      ...(image.instances === undefined ? {} : { instances: [...image.instances] }),
    },
    ...(isEmpty ? {} : { mask: basename(maskFile) }),
    ...(content.window === undefined ? {} : { window: { center: content.window.center, width: content.window.width } }),
    labels: [...content.labels],
    objects: [...content.objects],
  };
  const isAdopted = options.adopts === true && isWaiting(disk, sidecar);
  if (!isAdopted) refuseConflicts(image, disk, content, options);
  const values = drawContent(image, content);
  // The sidecar goes first: it alone can bring the mask file back, and says whose the mask file is.
  const text = formatSidecar(sidecar);
  parseSidecar(text, sidecarPath(image.path));
  await writeFileAtomically(sidecarPath(image.path), text);
  if (isEmpty) await rm(maskFile, { force: true });
  else if (!isAdopted) await writeMask(image, maskFile, values, content.labels);
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
  /** Whether the mask file that the sidecar names is there; true when it names none. */
  readonly isWhole: boolean;
}

/** Looks at what lies beside an image, without opening the image. @throws UserError `unreadable` */
export async function inspectMasks(imagePath: string): Promise<MasksOnDisk> {
  const disk = await readDisk(imagePath);
  const state = stateOf(imagePath, disk);
  const sidecar =
    disk.sidecar === undefined || state === 'foreign'
      ? undefined
      : parseSidecar(disk.sidecar.toString('utf8'), sidecarPath(imagePath));
  const isWhole = sidecar?.mask === undefined || disk.masks.some(({ path }) => basename(path) === sidecar.mask);
  return { state, version: disk.version, isWhole, ...(sidecar === undefined ? {} : { sidecar }) };
}

/** Whose masks lie beside an image. @throws UserError `unreadable` */
export async function maskState(imagePath: string): Promise<MaskState> {
  return stateOf(imagePath, await readDisk(imagePath));
}

/**
 * Removes sidecar and mask file of an image.
 * @param expected version of what is to be removed
 * @throws UserError `conflict` when the disk holds something else, `unwritable`
 */
export async function removeMasks(imagePath: string, expected: string): Promise<void> {
  const disk = await readDisk(imagePath);
  if (disk.version !== expected) throw changedSince(imagePath);
  // The mask file goes first: what is left by a crash in between is a sidecar, which can draw it again.
  for (const path of [...disk.masks.map((mask) => mask.path), sidecarPath(imagePath)]) {
    await rm(path, { force: true }).catch((cause: unknown) => {
      throw new UserError('unwritable', {
        file: path,
        problem: `The file cannot be removed: ${messageOf(cause)}.`,
        advice: 'Check that the folder is writable.',
        cause,
      });
    });
  }
}

function stateOf(imagePath: string, { sidecar, masks }: Disk): MaskState {
  if (sidecar === undefined) return masks.length > 0 ? 'foreign' : 'none';
  try {
    const parsed = parseSidecar(sidecar.toString('utf8'), sidecarPath(imagePath));
    if (!masks.every((mask) => isDrawnFrom(parsed, mask))) return 'foreign';
    return hasHumanWork(parsed) ? 'human' : 'machine';
  } catch {
    return 'foreign';
  }
}

/** Whether there are mask files alone, and they show what the sidecar is about to say. @throws UserError when one is damaged */
function isWaiting({ sidecar, masks }: Disk, wanted: Sidecar): boolean {
  return sidecar === undefined && masks.length > 0 && masks.every((mask) => isDrawnFrom(wanted, mask));
}

/** Whether a mask file holds what the sidecar says. @throws UserError when it is damaged */
function isDrawnFrom(sidecar: Sidecar, { path, bytes }: MaskFile): boolean {
  if (basename(path) !== sidecar.mask) return false;
  const { width, height, slices } = sidecar.image;
  const found = slices > 1 ? readLabelVolume(bytes) : readLabelPng(bytes);
  return (
    found.width === width && found.height === height && sameValues(found.data, drawContent(sidecar.image, sidecar))
  );
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
  const { labels, objects } = parseSidecar(sidecar.toString('utf8'), sidecarPath(image.path));
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

async function writeMask(
  image: ImageOfMasks,
  file: string,
  data: Uint8Array | Uint16Array,
  labels: readonly SidecarLabel[],
): Promise<void> {
  const volume = image.slices > 1;
  const bytes = volume
    ? writeLabelVolume({ ...image, data })
    : writeLabelPng(image, data, new Map(labels.map(({ value, color }) => [value, color])));
  await writeFileAtomically(file, bytes);
  const written = await readFile(file);
  const again = volume ? readLabelVolume(written) : readLabelPng(written);
  if (!sameValues(again.data, data)) {
    throw new UserError('unwritable', {
      file,
      problem: 'The mask that was read back is not the one that was written.',
      advice: 'Check the disk, then save again; the sidecar holds the masks.',
    });
  }
}

/** Label values of everything that was not rejected. */
function drawContent(
  image: Size & { readonly slices: number },
  content: Pick<MaskContent, 'labels' | 'objects'>,
): Uint8Array | Uint16Array {
  const kept = content.objects.filter((object) => !isRejected(object));
  return drawLabels(
    image,
    image.slices,
    kept.map(({ slice, label, mask }) => ({ slice, mask, value: valueOf(content, label) })),
  );
}

function isRejected({ status }: SidecarObject): boolean {
  return status === 'rejected';
}

function sameValues(a: Uint8Array | Uint16Array, b: Uint8Array | Uint16Array): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}

function valueOf({ labels }: Pick<MaskContent, 'labels'>, name: string): number {
  const label = labels.find((candidate) => candidate.name === name);
  if (label === undefined) throw new RangeError(`There is no label “${name}”.`);
  return label.value;
}

async function readDisk(imagePath: string): Promise<Disk> {
  const candidates = [1, 2].map((slices) => join(dirname(imagePath), maskName(basename(imagePath), slices)));
  const sidecar = await readOptional(sidecarPath(imagePath));
  const masks: MaskFile[] = [];
  for (const path of candidates) {
    const bytes = await readOptional(path);
    if (bytes !== undefined) masks.push({ path, bytes });
  }
  const hash = createHash('sha256');
  for (const part of [sidecar, ...masks.map(({ bytes }) => bytes)]) {
    hash.update(part === undefined ? 'none' : createHash('sha256').update(part).digest());
  }
  return { sidecar, masks, version: hash.digest('hex') };
}

async function readOptional(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new UserError('unreadable', {
      file: path,
      problem: `The file cannot be read: ${messageOf(cause)}.`,
      advice: 'Check its permissions.',
      cause,
    });
  }
}

function sidecarPath(imagePath: string): string {
  return join(dirname(imagePath), sidecarName(basename(imagePath)));
}

function sizeText({ width, height, slices }: Size & { slices: number }): string {
  return `${width}×${height}×${slices}`;
}
