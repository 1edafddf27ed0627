import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { t } from '../../core/text/message';
import { UserError } from '../../core/base/error';
import { maskName } from '../../core/sidecar/names';
import { formatSidecar, parseSidecar, type Sidecar } from '../../core/sidecar/sidecar';
import { makeFolder, notWritten, removeFile, writeFileAtomically } from '../files/atomicWrite';
import { disk } from '../files/disk';
import { exists } from '../files/exists';
import { isMissing } from '../files/isMissing';
import { removeEmptyFolders } from './commit';
import { withImageLock } from './imageLock';
import { isKept, objectMaskNames } from './maskFiles';
import { masksAt } from './masksAt';
import { sidecarPath } from './masksBeside';

/** A mask file by its old and its new path. */
type Step = readonly [from: string, to: string];

/**
 * Takes the masks of an image along to where the image has gone or is about to go: sidecar and mask files get its new name.
 * Masks of other programs beside it go along, too. A move that was interrupted is completed by moving again.
 * @returns whether there were masks
 * @throws UserError `conflict` when there are masks at the new place; `unwritable`
 */
export async function moveMasks(from: string, to: string): Promise<boolean> {
  return transfer(from, to, async (source, target) => {
    await disk().rename(source, target);
    await removeEmptyFolders([source]);
  });
}

/** Gives a copy of an image copies of its masks. As {@link moveMasks}. */
export async function copyMasks(from: string, to: string): Promise<boolean> {
  const copy = async (source: string, target: string): Promise<void> => {
    await writeFileAtomically(target, await readFile(source));
  };
  return transfer(from, to, copy, true);
}

async function transfer(
  from: string,
  to: string,
  take: (source: string, target: string) => Promise<void>,
  isCopy = false,
): Promise<boolean> {
  if (!(await hasMasks(from))) return false;
  await makeFolder(path.dirname(to));
  // Always in the same order, so that two moves in opposite directions do not wait for each other.
  const [first, second] = [from, to].sort() as [string, string];
  return withImageLock(first, () =>
    withImageLock(second, async () => {
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
      return { bytes, parsed: parseSidecar(bytes.toString('utf8'), file) };
    } catch {
      return { bytes };
    }
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * All files that a sidecar names or that lie where label maps do, whether they are there or not.
 * @param present the sidecar at the new place: where an interrupted move has written it, it names the files
 */
async function stepsFor(
  from: string,
  to: string,
  sidecar: Sidecar | undefined,
  present: Sidecar | undefined,
): Promise<readonly Step[]> {
  const [oldFolder, newFolder] = [path.dirname(from), path.dirname(to)];
  const maps = [1, 2].map((slices): Step => [
    path.join(oldFolder, maskName(path.basename(from), slices)),
    path.join(newFolder, maskName(path.basename(to), slices)),
  ]);
  const old = (sidecar?.masks ?? []).map((name) => path.join(oldFolder, name));
  const names = sidecar === undefined || old.length === 0 ? [] : await objectNames(to, sidecar, present);
  return [...maps, ...old.map((file, i): Step => [file, path.join(newFolder, names[i]!)])];
}

async function objectNames(
  to: string,
  { image: { slices }, objects, masks = [] }: Sidecar,
  present: Sidecar | undefined,
): Promise<readonly string[]> {
  if (present?.masks?.length === masks.length) return present.masks;
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
  // Files that an interrupted save has left stay behind, and with them what is known of them.
  const { mask, masks, maskHashes, previousMaskHashes: _, ...rest } = parsed;
  const text = formatSidecar({
    ...rest,
    image: { ...parsed.image, file: path.basename(to) },
    ...(mask === undefined ? {} : { mask: renamed(mask) }),
    ...(masks === undefined ? {} : { masks: masks.map(renamed) }),
    ...(maskHashes === undefined
      ? {}
      : { maskHashes: Object.fromEntries(Object.entries(maskHashes).map(([name, hash]) => [renamed(name), hash])) }),
  });
  parseSidecar(text, sidecarPath(to));
  return Buffer.from(text);
}

async function refuseOccupied(targets: readonly string[]): Promise<void> {
  for (const file of targets) {
    if (!(await exists(file))) continue;
    throw new UserError('conflict', {
      file,
      problem: t`Masks of this name already exist, so those of the image were not moved.`,
      advice: t`Move the existing masks elsewhere, then rename the image back and repeat.`,
    });
  }
}
