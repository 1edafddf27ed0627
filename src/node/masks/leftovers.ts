import path from 'node:path';
import { isImageName } from '../../core/formats/registry';
import { shortNames } from '../../core/layouts/imageNames';
import { masksFrom, splitMaskPath } from '../../core/layouts/objects/names';
import { imageOfMask, imageOfMaskLock, imageOfSidecar, maskNames, sidecarName } from '../../core/sidecar/names';
import { disk, type Disk } from '../files/disk';
import { insideFolder } from '../files/insideFolder';
import { heartbeatEnds, isLeftLockFile, takeLock } from '../files/lock';
import { stemOf, temporaryStem } from '../files/temporaryName';
import { isOlder, sweepTemporaries } from '../files/temporaries';
import { processWide } from '../processWide';
import { finishInterrupted, removeEmptyFolders } from './commit';
import { lockPath } from './imageLock';
import { withinMaskBounds } from './maskBounds';
import { readMasks } from './masksBeside';

/** Milliseconds for which a folder that was swept counts as clean. */
const staysClean = 10_000;
/** When each folder was swept last, for each disk. */
const swept = processWide(() => new WeakMap<Disk, Map<string, number>>());

/** Sweeps a folder unless that was done moments ago. */
export async function sweepFolder(folder: string): Promise<void> {
  const times = swept().get(disk()) ?? new Map<string, number>();
  swept().set(disk(), times);
  if (performance.now() - (times.get(folder) ?? -Infinity) < staysClean) return;
  times.set(folder, performance.now());
  await removeLeftovers(folder);
}

/** Removes what is left over in the folders of images, as {@link removeLeftovers}. @param images as a journal states them */
export async function removeLeftoversOf(root: string, images: readonly string[]): Promise<void> {
  const folders = new Set<string>();
  for (const image of images) {
    const file = await insideFolder(root, image).catch(() => undefined);
    if (file !== undefined) folders.add(path.dirname(file));
  }
  await withinMaskBounds([root], async () => {
    for (const folder of folders) await removeLeftovers(folder);
  });
}

/**
 * Finishes the saves that a dead process has begun beside the images of a folder, and removes the temporary files and locks
 * that it has left there and in the folder of their masks, whatever their age. Those of a living process stay, as does what
 * cannot be removed.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  return withinMaskBounds([folder], () => sweep(folder));
}

async function sweep(folder: string): Promise<void> {
  await sweepTemporaries(folder);
  const names = await listed(folder);
  const below = path.join(folder, masksFrom(path.basename(folder)));
  // It may be a link to anywhere.
  const isInside = await insideFolder(path.dirname(below), path.basename(below)).then(
    () => true,
    () => false,
  );
  const staged = (isInside ? await listed(below) : []).filter((name) => temporaryStem(name) !== undefined);
  const short = shortNames(names.filter((name) => isImageName(name)));
  // That of `a__b.png` begins with that of `a.png`, too.
  const longestFirst = [...short].sort(([, one], [, other]) => other.length - one.length);
  const files = new Map<string, string[]>();
  const note = (image: string, file?: string): void => {
    files.set(image, [...(files.get(image) ?? []), ...(file === undefined ? [] : [file])]);
  };
  for (const name of names) {
    const locked = imageOfMaskLock(name);
    if (locked !== undefined) note(locked);
    const image = imageOfTemporary(name, names);
    if (image !== undefined) note(image, path.join(folder, name));
  }
  for (const name of staged) {
    const [image] = longestFirst.find(([, each]) => name.startsWith(`.${each}__`)) ?? [];
    if (image !== undefined) note(image, path.join(below, name));
    else await removeOrphan(path.join(below, name));
  }
  for (const [image, left] of files) {
    try {
      await sweepImage(path.join(folder, image), left, below);
    } catch {
      // It stays for the next time; saving this image reports why it cannot be removed.
    }
  }
}

/** The image that a temporary file belongs to; undefined for a file that is not ours. */
function imageOfTemporary(name: string, names: readonly string[]): string | undefined {
  const stem = temporaryStem(name);
  if (stem === undefined) return undefined;
  const whole = imageOf(stem);
  if (whole !== undefined) return whole;
  // A name too long for its ending was cut.
  const cut = names.flatMap((each) => [each, sidecarName(each), ...maskNames(each)]);
  const target = stem.includes('~') ? cut.find((each) => stemOf(each) === stem) : undefined;
  return target === undefined ? undefined : imageOf(target);
}

function imageOf(target: string): string | undefined {
  return imageOfSidecar(target) ?? imageOfMask(target) ?? imageOfMaskLock(target);
}

/** Only the process that holds the lock of an image has temporary files of its masks. */
async function sweepImage(image: string, left: readonly string[], masksFolder: string): Promise<void> {
  const lock = await takeLock(lockPath(image), 0);
  if (lock === undefined) return;
  try {
    await finishInterrupted(await readMasks(image));
    const now = await disk().modifiedAt(lockPath(image));
    for (const file of left) {
      // A process that waits for the lock has files, too.
      const isOfLock = imageOfMaskLock(temporaryStem(path.basename(file)) ?? '') !== undefined;
      if (isOfLock && !(await isLeftLockFile(file, now))) continue;
      await disk()
        .unlink(file)
        .catch(() => undefined);
    }
    await removeEmptyFolders([path.join(masksFolder, 'any')]);
  } finally {
    await lock.release();
  }
}

/** Removes a temporary file of a mask whose image is not there, so that no process can be writing it for long. */
async function removeOrphan(file: string): Promise<void> {
  if (splitMaskPath(`masks/${temporaryStem(path.basename(file)) ?? ''}`) === undefined) return;
  if (!(await isOlder(file, heartbeatEnds))) return;
  await disk()
    .unlink(file)
    .catch(() => undefined);
}

async function listed(folder: string): Promise<readonly string[]> {
  return disk()
    .readdir(folder)
    .catch(() => []);
}
