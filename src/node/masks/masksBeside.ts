import { createHash } from 'node:crypto';
import path from 'node:path';
import { UserError } from '../../core/base/error';
import { textOf } from '../../core/base/text';
import { isBinaryPng } from '../../core/formats/png/labelMap';
import { imageOfMask, maskNames, sidecarName } from '../../core/sidecar/names';
import { hasPersonsWork, parseSidecar, type Sidecar } from '../../core/sidecar/sidecar';
import { t } from '../../core/text/message';
import { disk } from '../files/disk';
import { isMissing } from '../files/isMissing';
import { reasonOf } from '../files/reasonOf';
import { temporaryPath } from '../files/temporaryName';
import type { MaskFile } from './maskFile';
import { isInMaskFolder, isOwnMaskFolder, ownMaskFiles } from './maskFiles';
import { namesOfOthers } from './otherImages';

/** A mask file on disk that is the image's, written by any program. */
export interface FoundMask {
  readonly path: string;
  /** As a sidecar names it. */
  readonly name: string;
  readonly bytes: Buffer;
  readonly hash: string;
  /**
   * `current`: it shows what the sidecar says. `stale`: the file that the last save was to replace or remove; the save was
   * interrupted. `changed`: neither, so that another program has written it.
   */
  readonly state: 'current' | 'stale' | 'changed';
}

/** A mask file that a sidecar names and that is not there. */
export interface MissingMask {
  readonly file: MaskFile;
  /** Where the save that was interrupted has left it; undefined if the file was deleted. */
  readonly staged: string | undefined;
}

/** Sidecar and mask files of an image, as they are on disk. */
export interface MasksBeside {
  readonly image: string;
  /** The sidecar byte for byte; undefined where there is none. */
  readonly bytes: Buffer | undefined;
  /** Undefined where there is none that can be understood. */
  readonly sidecar: Sidecar | undefined;
  /** Why the sidecar cannot be understood. */
  readonly error: UserError | undefined;
  readonly found: readonly FoundMask[];
  readonly missing: readonly MissingMask[];
  /** Whether a save or a removal is incomplete; the sidecar says how it continues. */
  readonly isInterrupted: boolean;
  /** Stands for what is on disk. It is the same before and after an interrupted save is finished. */
  readonly version: string;
}

/**
 * Whose masks lie beside an image: `human` when a person has drawn, prompted, changed or judged one of them, `foreign` for a
 * mask file or a sidecar that we cannot have written, or that has been changed since, `newer` for a sidecar of a newer
 * version of this program.
 */
export type MaskState = 'none' | 'machine' | 'human' | 'foreign' | 'newer';

export function sidecarPath(imagePath: string): string {
  return path.join(path.dirname(imagePath), sidecarName(path.basename(imagePath)));
}

export function hashOf(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** What a mask file is called until the sidecar that names it is in place. */
export function stagedPath(target: string, hash: string): string {
  return temporaryPath(target, hash.slice(0, 12));
}

/** Reads what lies beside an image, and changes nothing. @throws UserError `unreadable` */
export async function readMasks(imagePath: string): Promise<MasksBeside> {
  const bytes = await readOptional(sidecarPath(imagePath));
  const { sidecar, error } = understood(bytes, sidecarPath(imagePath));
  const files = sidecar === undefined ? [] : await ownMaskFiles(imagePath, sidecar);
  const previous = Object.keys(sidecar?.previousMaskHashes ?? {}).filter((name) =>
    isInMaskFolder(path.dirname(imagePath), name),
  );
  const others = await namesOfOthers(imagePath, previous);
  const names = new Set([
    ...maskNames(path.basename(imagePath)),
    ...files.map(({ name }) => name),
    ...previous.filter((name) => !others.has(name)),
  ]);
  const found: FoundMask[] = [];
  const isInside = [...names].every((name) => !name.includes('/')) || (await isOwnMaskFolder(imagePath));
  for (const name of names) {
    // Files behind links are not treated as masks.
    if (name.includes('/') && !isInside) continue;
    const target = path.join(path.dirname(imagePath), name);
    const content = await readOptional(target);
    if (content === undefined) continue;
    const hash = hashOf(content);
    const mask = { path: target, name, bytes: content, hash };
    found.push({ ...mask, state: stateOfMask(mask, sidecar, files) });
  }
  const missing: MissingMask[] = [];
  for (const file of files.filter(({ name }) => !found.some((mask) => mask.name === name))) {
    const hash = hashNamed(sidecar?.maskHashes, file.name);
    const staged = hash === undefined ? undefined : stagedPath(file.path, hash);
    const isStaged = staged !== undefined && (await readOptional(staged)) !== undefined;
    missing.push({ file, staged: isStaged ? staged : undefined });
  }
  const isInterrupted =
    sidecar?.removed === true ||
    found.some(({ state }) => state === 'stale') ||
    missing.some(({ staged }) => staged !== undefined);
  const version = hashOf(
    [
      bytes === undefined || sidecar?.removed === true ? 'none' : hashOf(bytes),
      ...found.filter(({ state }) => state === 'changed').map(({ name, hash }) => `${name} ${hash}`),
    ].join('\n'),
  );
  return { image: imagePath, bytes, sidecar, error, found, missing, isInterrupted, version };
}

/** Whose masks these are. */
export function stateOf({ bytes, sidecar, error, found }: MasksBeside): MaskState {
  if (error?.code === 'too-new') return 'newer';
  if (error !== undefined || found.some(({ state }) => state === 'changed')) return 'foreign';
  if (bytes === undefined || sidecar === undefined || sidecar.removed === true) return 'none';
  return hasPersonsWork(sidecar) ? 'human' : 'machine';
}

function understood(
  bytes: Buffer | undefined,
  file: string,
): { readonly sidecar?: Sidecar; readonly error?: UserError } {
  if (bytes === undefined) return {};
  try {
    return { sidecar: parseSidecar(textOf(bytes), file) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { error: error.inFile(file) };
  }
}

function stateOfMask(
  { name, bytes, hash }: Omit<FoundMask, 'state'>,
  sidecar: Sidecar | undefined,
  files: readonly MaskFile[],
): FoundMask['state'] {
  const file = files.find((each) => each.name === name);
  if (file !== undefined && hashNamed(sidecar?.maskHashes, name) === hash) return 'current';
  // The hash of an image that bears the name of a mask proves nothing.
  if (hashNamed(sidecar?.previousMaskHashes, name) === hash && !isImage({ name, bytes })) return 'stale';
  return file !== undefined && file.memory <= mostMemory && holds(file, bytes) ? 'current' : 'changed';
}

/**
 * Bytes of memory that comparing a mask file with its sidecar may take. Larger ones are recognised by their hash alone: what a
 * sidecar says of the size of its image is not known to be true here.
 */
const mostMemory = 400 * 2 ** 20;

/** Whether a file in the folder for single masks cannot be one of them. */
export function isImage({ name, bytes }: Pick<FoundMask, 'name' | 'bytes'>): boolean {
  return name.includes('/') && !isBinaryPng(bytes);
}

/** Mask files that we have written, and that do not show what their sidecar says: it was edited outside this program. @param most bytes of memory for comparing a file */
export async function differingMasks(
  { image, sidecar, found }: MasksBeside,
  most = mostMemory,
): Promise<readonly FoundMask[]> {
  if (sidecar === undefined) return [];
  const files = await ownMaskFiles(image, sidecar);
  return found.filter((mask) => {
    const file = files.find(({ name }) => name === mask.name);
    return mask.state === 'current' && file !== undefined && file.memory <= most && !holds(file, mask.bytes);
  });
}

/** Whether a file shows what its sidecar says, compressed by any program. */
function holds(file: MaskFile, bytes: Buffer): boolean {
  try {
    return file.holds(bytes);
  } catch {
    return false;
  }
}

/** The hash of a mask file; of one right beside its image under any name, for it may have been renamed together with the image. */
function hashNamed(hashes: Sidecar['maskHashes'], name: string): string | undefined {
  const image = imageOfMask(name);
  if (hashes?.[name] !== undefined || image === undefined || name.includes('/')) return hashes?.[name];
  const ending = name.slice(image.length);
  return Object.entries(hashes ?? {}).find(([other]) => !other.includes('/') && other.endsWith(ending))?.[1];
}

async function readOptional(target: string): Promise<Buffer | undefined> {
  try {
    return await disk().readFile(target);
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new UserError('unreadable', {
      file: target,
      problem: t`The file cannot be read: ${reasonOf(cause)}.`,
      advice: t`Check its permissions.`,
      cause,
    });
  }
}
