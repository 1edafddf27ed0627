import path from 'node:path';
import { t } from '../../core/text/message';
import { UserError } from '../../core/base/error';
import { pathKey } from '../../core/base/pathKey';
import { textOf } from '../../core/base/text';
import { maskNames } from '../../core/sidecar/names';
import { formatSidecar, parseSidecar, type Sidecar } from '../../core/sidecar/sidecar';
import { makeFolder, notWritten, removeFile, writeFileAtomically } from '../files/atomicWrite';
import { disk } from '../files/disk';
import { exists } from '../files/exists';
import { hasCode } from '../files/hasCode';
import { isMissing } from '../files/isMissing';
import { finishInterrupted, removeEmptyFolders } from './commit';
import { withImageLock } from './imageLock';
import { sweepFolder } from './leftovers';
import { isKept } from './maskFile';
import { objectMaskNames, ownMaskNames } from './maskFiles';
import { withinMaskBounds } from './maskBounds';
import { masksAt } from './masksAt';
import { readMasks, sidecarPath } from './masksBeside';
import { readFile } from '../files/readFile';

/** A mask file by its old and its new path. */
type Step = readonly [from: string, to: string];

/**
 * Takes the masks of an image along to where the image has gone or is about to go: sidecar and mask files get its new name.
 * Masks of other programs beside it go along, too. A move that was interrupted is completed by moving again.
 * @returns whether there were masks
 * @throws UserError `conflict` when there are masks at the new place; `unwritable`
 */
export async function moveMasks(from: string, to: string): Promise<boolean> {
  if (!(await hasMasks(from))) return false;
  return withinMaskBounds([path.dirname(from), path.dirname(to)], async () => {
    await sweepFolder(path.dirname(from));
    if (await isRespelled(from, to)) return withImageLock(from, () => respell(from, to));
    return transfer(from, to, async (source, target) => {
      await moveFile(source, target);
      await removeEmptyFolders([source]);
    });
  });
}

/** Gives a copy of an image copies of its masks. As {@link moveMasks}. */
export async function copyMasks(from: string, to: string): Promise<boolean> {
  if (!(await hasMasks(from))) return false;
  return withinMaskBounds([path.dirname(from), path.dirname(to)], () => transfer(from, to, copyFile, true));
}

async function transfer(
  from: string,
  to: string,
  take: (source: string, target: string) => Promise<void>,
  isCopy = false,
): Promise<boolean> {
  await makeFolder(path.dirname(to));
  await sweepFolder(path.dirname(to));
  // Always in the same order, so that two moves in opposite directions do not wait for each other.
  const [first, second] = [from, to].sort() as [string, string];
  return withImageLock(first, () =>
    withImageLock(second, async () => {
      await finishInterrupted(await readMasks(from));
      const sidecar = await readSidecar(sidecarPath(from));
      const present = await readSidecar(sidecarPath(to));
      const named = await stepsFor(from, to, sidecar?.parsed, present?.parsed);
      const steps: Step[] = [];
      for (const step of named) if (await exists(step[0])) steps.push(step);
      if (sidecar === undefined && steps.length === 0) return false;
      const moved = sidecar && movedSidecar(from, to, sidecar, named);
      const isResumed = moved !== undefined && present?.bytes.equals(moved) === true;
      if (!isResumed) await refuseOccupied([sidecarPath(to), ...steps.map(([, target]) => target)]);
      try {
        // The sidecar first: it alone brings the masks back.
        if (moved !== undefined && !isResumed) await writeFileAtomically(sidecarPath(to), moved);
        for (const [old, target] of steps) {
          await makeFolder(path.dirname(target));
          await take(old, target);
        }
        if (!isCopy && sidecar !== undefined) await removeFile(sidecarPath(from));
      } catch (cause) {
        throw cause instanceof UserError ? cause : notWritten(to, cause);
      }
      return true;
    }),
  );
}

/** Whether a new name is another spelling of the old one that the file system does not tell apart, such as `A.png` for `a.png`. */
async function isRespelled(from: string, to: string): Promise<boolean> {
  if (from === to || path.dirname(from) !== path.dirname(to) || pathKey(from) !== pathKey(to)) return false;
  const names = await disk().readdir(path.dirname(from));
  for (const file of [sidecarPath(from), ...maskPaths(from)]) {
    if (!names.includes(path.basename(file))) continue;
    const other = to + file.slice(from.length);
    const isThere = await disk()
      .modifiedAt(other)
      .catch(() => undefined);
    return isThere !== undefined && !names.includes(path.basename(other));
  }
  return false;
}

/** Gives sidecar and mask files the new spelling. Both names are one file, so that nothing can be in the way. */
async function respell(from: string, to: string): Promise<boolean> {
  await finishInterrupted(await readMasks(from));
  const sidecar = await readSidecar(sidecarPath(from));
  // Single masks keep their names, which the sidecar gives.
  const steps = stepsBeside(from, to);
  try {
    if (sidecar !== undefined) {
      await writeFileAtomically(sidecarPath(from), movedSidecar(from, to, sidecar, steps));
      await disk().rename(sidecarPath(from), sidecarPath(to));
    }
    for (const [old, target] of steps) if (await exists(old)) await disk().rename(old, target);
  } catch (cause) {
    throw cause instanceof UserError ? cause : notWritten(to, cause);
  }
  return true;
}

async function copyFile(source: string, target: string): Promise<void> {
  await writeFileAtomically(target, await readFile(source));
}

/** Moves a file, to another drive too. */
export async function moveFile(source: string, target: string): Promise<void> {
  try {
    await disk().rename(source, target);
  } catch (cause) {
    // The new place is on another drive.
    if (!hasCode(cause, 'EXDEV')) throw cause;
    await copyFile(source, target);
    await removeFile(source);
  }
}

function maskPaths(image: string): string[] {
  return maskNames(path.basename(image)).map((name) => path.join(path.dirname(image), name));
}

/** The mask files right beside an image, whether they are there or not. */
function stepsBeside(from: string, to: string): Step[] {
  const targets = maskPaths(to);
  return maskPaths(from).map((file, i): Step => [file, targets[i]!]);
}

async function hasMasks(image: string): Promise<boolean> {
  return (await masksAt(image)).length > 0;
}

/** A sidecar as it is on disk. */
interface StoredSidecar {
  readonly bytes: Buffer;
  /** undefined where it cannot be understood */
  readonly parsed?: Sidecar;
}

async function readSidecar(file: string): Promise<StoredSidecar | undefined> {
  try {
    const bytes = await readFile(file);
    try {
      return { bytes, parsed: parseSidecar(textOf(bytes), file) };
    } catch {
      return { bytes };
    }
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * All files that a sidecar names or that lie where mask files beside images do, whether they are there or not.
 * @param present the sidecar at the new place: where an interrupted move has written it, it names the files
 */
async function stepsFor(
  from: string,
  to: string,
  sidecar: Sidecar | undefined,
  present: Sidecar | undefined,
): Promise<readonly Step[]> {
  const [oldFolder, newFolder] = [path.dirname(from), path.dirname(to)];
  const beside = stepsBeside(from, to);
  const own = sidecar === undefined ? [] : await ownMaskNames(from, sidecar);
  if (sidecar === undefined || own.length < (sidecar.masks ?? []).length) return beside;
  const names = own.length === 0 ? [] : await objectNames(to, sidecar, present);
  return [...beside, ...own.map((name, i): Step => [path.join(oldFolder, name), path.join(newFolder, names[i]!)])];
}

async function objectNames(
  to: string,
  { image: { slices }, objects, masks = [] }: Sidecar,
  present: Sidecar | undefined,
): Promise<readonly string[]> {
  const placed = present === undefined ? [] : await ownMaskNames(to, present);
  if (placed.length === masks.length) return placed;
  return objectMaskNames({ path: to, slices }, objects.filter(isKept), new Set());
}

/** A sidecar for the new place: its image and mask files have their new names. One that cannot be understood stays as it is. */
function movedSidecar(from: string, to: string, { bytes, parsed }: StoredSidecar, steps: readonly Step[]): Buffer {
  if (parsed === undefined) return bytes;
  const targets = new Map(steps);
  const renamed = (name: string): string => {
    const target = targets.get(path.join(path.dirname(from), name));
    return target === undefined ? name : path.relative(path.dirname(to), target).split(path.sep).join('/');
  };
  const { mask, masks, maskHashes, previousMaskHashes, ...rest } = parsed;
  const renamedAll = (hashes: NonNullable<Sidecar['maskHashes']>): NonNullable<Sidecar['maskHashes']> =>
    Object.fromEntries(Object.entries(hashes).map(([name, hash]) => [renamed(name), hash]));
  // What has stayed at the old place is no file of the new one.
  const previous = Object.entries(previousMaskHashes ?? {}).filter(([name]) => renamed(name) !== name);
  const text = formatSidecar({
    ...rest,
    image: { ...parsed.image, file: path.basename(to) },
    ...(mask === undefined ? {} : { mask: renamed(mask) }),
    ...(masks === undefined ? {} : { masks: masks.map(renamed) }),
    ...(maskHashes === undefined ? {} : { maskHashes: renamedAll(maskHashes) }),
    ...(previous.length === 0 ? {} : { previousMaskHashes: renamedAll(Object.fromEntries(previous)) }),
  });
  parseSidecar(text, sidecarPath(to));
  return Buffer.from(text);
}

async function refuseOccupied(targets: readonly string[]): Promise<void> {
  for (const file of targets) {
    if (!(await exists(file))) continue;
    throw new UserError('conflict', {
      file,
      problem: t`Masks with this name already exist, so those of the image were not moved.`,
      advice: t`Move the existing masks elsewhere, then rename the image back and repeat.`,
    });
  }
}
