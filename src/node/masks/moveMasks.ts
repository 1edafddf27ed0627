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
 * Masks of other programs beside it go along, too.
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
  return withImageLock(from, () =>
    withImageLock(to, async () => {
      const source = sidecarPath(from);
      const sidecar = await readSidecar(source);
      const steps = await stepsFor(from, to, sidecar);
      if (sidecar === undefined && steps.length === 0) return false;
      const targets = [sidecarPath(to), ...steps.map(([, target]) => target)];
      for (const target of targets) if (await exists(target)) throw occupied(target);
      try {
        // The sidecar first: it alone brings the masks back.
        if (sidecar !== undefined) await writeSidecar(from, to, sidecar, steps);
        for (const [old, target] of steps) {
          await makeFolder(path.dirname(target));
          await take(old, target);
        }
        if (!isCopy && sidecar !== undefined) await removeFile(source);
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

/** A sidecar as it is; its text alone where that cannot be understood. */
async function readSidecar(file: string): Promise<{ readonly bytes: Buffer; readonly parsed?: Sidecar } | undefined> {
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

async function stepsFor(
  from: string,
  to: string,
  sidecar: { readonly parsed?: Sidecar } | undefined,
): Promise<readonly Step[]> {
  const [oldFolder, newFolder] = [path.dirname(from), path.dirname(to)];
  const maps = [1, 2].map((slices): Step => [
    path.join(oldFolder, maskName(path.basename(from), slices)),
    path.join(newFolder, maskName(path.basename(to), slices)),
  ]);
  const { parsed } = sidecar ?? {};
  const old = (parsed?.masks ?? []).map((name) => path.join(oldFolder, name));
  const kept = parsed?.objects.filter(isKept) ?? [];
  const image = { path: to, slices: parsed?.image.slices ?? 1 };
  const names = old.length === 0 ? [] : await objectMaskNames(image, kept, new Set());
  const objects = old.map((file, i): Step => [file, path.join(newFolder, names[i]!)]);
  const steps: Step[] = [];
  for (const step of [...maps, ...objects]) if (await exists(step[0])) steps.push(step);
  return steps;
}

async function writeSidecar(
  from: string,
  to: string,
  { bytes, parsed }: { readonly bytes: Buffer; readonly parsed?: Sidecar },
  steps: readonly Step[],
): Promise<void> {
  if (parsed === undefined) {
    await writeFileAtomically(sidecarPath(to), bytes);
    return;
  }
  const moved = new Map(steps);
  const renamed = (name: string): string => {
    const target = moved.get(path.join(path.dirname(from), name));
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
  await writeFileAtomically(sidecarPath(to), text);
}

function occupied(file: string): UserError {
  return new UserError('conflict', {
    file,
    problem: t`There already are masks of this name, so those of the image stay where they are.`,
    advice: t`Move them away, then rename the image back and forth.`,
  });
}
