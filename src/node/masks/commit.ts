import path from 'node:path';
import { UserError } from '../../core/base/error';
import { sidecarVersion } from '../../core/sidecar/migrations';
import { formatSidecar, parseSidecar, type Sidecar } from '../../core/sidecar/sidecar';
import { t, type Message } from '../../core/text/message';
import { makeFolder, notWritten, syncFolder, writeSynced } from '../files/atomicWrite';
import { disk } from '../files/disk';
import { isMissing } from '../files/isMissing';
import type { Lock } from '../files/lock';
import { refuseImages } from './conflicts';
import type { ImageOfMasks } from './imageOfMasks';
import type { MaskFile } from './maskFile';
import { ownMaskFiles } from './maskFiles';
import { hashOf, readMasks, sidecarPath, stagedPath, type FoundMask, type MasksBeside } from './masksBeside';

/** A mask file that could not be updated. The sidecar holds its content. */
export interface BehindFile {
  readonly file: string;
  /** Why, a sentence. */
  readonly problem: Message;
}

interface Staged {
  readonly from: string;
  readonly to: string;
}

/**
 * The one way in which sidecar and mask files are changed (docs/durability.md). The new mask files are staged under temporary
 * names; then the new sidecar is renamed into place, which makes the change; then the mask files follow. If it is interrupted
 * before, nothing has changed; if later, the hashes in the sidecar show which files remain to be updated.
 *
 * @param beside what is there, read under the lock
 * @param sidecar without hashes
 * @param adopted whether the mask files that are there show this sidecar and stay as they are
 * @returns mask files that could not follow, because another program has them open or they are protected
 * @throws UserError `unwritable`, `in-use` when nothing was changed; `conflict` when the lock was lost
 */
export async function commitMasks(
  image: ImageOfMasks,
  beside: MasksBeside,
  sidecar: Sidecar,
  lock: Lock,
  adopted = false,
): Promise<readonly BehindFile[]> {
  const staged: Staged[] = [];
  const target = sidecarPath(image.path);
  const hashes: Record<string, string> = {};
  try {
    for (const file of await ownMaskFiles(image.path, sidecar)) {
      const standing = beside.found.find(({ name }) => name === file.name);
      const stays =
        adopted || (sidecar.masks !== undefined && standing?.state === 'current' && file.holds(standing.bytes));
      if (standing !== undefined && stays) {
        hashes[file.name] = standing.hash;
        continue;
      }
      const bytes = await file.bytes(image);
      const hash = hashOf(bytes);
      hashes[file.name] = hash;
      if (standing?.hash === hash) continue;
      staged.push({ from: stagedPath(file.path, hash), to: file.path });
      await stage(file, bytes, hash);
    }
    refuseImages(beside.found.filter(({ name, hash }) => hashes[name] !== hash));
    await syncOtherFolders(staged, path.dirname(target));
    const previous = replacedBy(hashes, beside.found);
    const text = formatSidecar({
      ...withoutHashes(sidecar),
      ...(Object.keys(hashes).length === 0 ? {} : { maskHashes: hashes }),
      ...(Object.keys(previous).length === 0 ? {} : { previousMaskHashes: previous }),
    });
    parseSidecar(text, target);
    await placeSidecar(target, text, lock);
  } catch (error) {
    for (const { from } of staged) await forget(from);
    throw error;
  }
  // No failure from here on can undo the change: the sidecar holds the content of each file.
  await syncFolder(path.dirname(target));
  const obsolete = beside.found.filter(({ name }) => !(name in hashes));
  return followSidecar(staged, obsolete);
}

/**
 * Removes sidecar and mask files in the same way: the sidecar says first that it goes.
 * @returns mask files that could not be removed; the sidecar stays as long as they do
 * @throws UserError `unwritable`, `in-use` when nothing was changed; `conflict` when the lock was lost
 */
export async function removeCommitted(beside: MasksBeside, lock: Lock): Promise<readonly BehindFile[]> {
  const { image, sidecar, found } = beside;
  if (sidecar === undefined) return [];
  refuseImages(found);
  const { format, image: described } = sidecar;
  const previous = replacedBy({}, found);
  const text = formatSidecar({
    ...{ format, version: sidecarVersion, image: described, removed: true },
    ...(found.length === 0 ? {} : { previousMaskHashes: previous }),
    ...{ labels: [], objects: [] },
  });
  await placeSidecar(sidecarPath(image), text, lock);
  await syncFolder(path.dirname(image));
  return finishRemoval(image, found);
}

/**
 * Finishes a save or a removal that was interrupted. Nothing is changed without a record: a mask file that another program
 * has changed, or that was deleted, is left as it is.
 * @param image where it is known, so that a file can be drawn again that is not staged
 */
export async function finishInterrupted(beside: MasksBeside, image?: ImageOfMasks): Promise<MasksBeside> {
  const { sidecar, found, missing, isInterrupted } = beside;
  if (!isInterrupted || sidecar === undefined) return beside;
  const stale = found.filter(({ state }) => state === 'stale');
  if (sidecar.removed === true) {
    // A file that another program has put there is its own now.
    await finishRemoval(beside.image, stale);
    return readMasks(beside.image);
  }
  const files = await ownMaskFiles(beside.image, sidecar);
  const staged: Staged[] = missing.flatMap(({ file, staged: from }) =>
    from === undefined ? [] : [{ from, to: file.path }],
  );
  const obsolete: FoundMask[] = [];
  for (const mask of stale) {
    const file = files.find(({ name }) => name === mask.name);
    const hash = sidecar.maskHashes?.[mask.name];
    if (file === undefined) obsolete.push(mask);
    else if (hash !== undefined) staged.push({ from: stagedPath(file.path, hash), to: file.path });
  }
  const ready: Staged[] = [];
  for (const each of staged) {
    const file = files.find(({ path: target }) => target === each.to);
    if (await isWhole(each.from, file)) ready.push(each);
    else if (image !== undefined && file !== undefined) {
      const bytes = await file.bytes(image);
      const from = stagedPath(file.path, hashOf(bytes));
      await stage(file, bytes, hashOf(bytes));
      ready.push({ from, to: each.to });
    }
  }
  await followSidecar(ready, obsolete);
  return readMasks(beside.image);
}

/**
 * Writes mask files again as the sidecar has them.
 * @param names as the sidecar has them
 * @throws UserError `unwritable`, `in-use`
 */
export async function redrawMasks(image: ImageOfMasks, sidecar: Sidecar, names: ReadonlySet<string>): Promise<void> {
  for (const file of (await ownMaskFiles(image.path, sidecar)).filter(({ name }) => names.has(name))) {
    const bytes = await file.bytes(image);
    const hash = hashOf(bytes);
    await stage(file, bytes, hash);
    const [behind] = await followSidecar([{ from: stagedPath(file.path, hash), to: file.path }], []);
    if (behind !== undefined) throw new UserError('in-use', behind);
  }
}

/** Replaces the sidecar by the staged one: at this moment the masks change. */
export async function placeSidecar(target: string, text: string, lock: Lock): Promise<void> {
  const from = stagedPath(target, hashOf(text));
  try {
    await writeStaged(from, text);
    if (!(await lock.isOurs())) {
      throw new UserError('conflict', {
        file: target,
        problem: t`Another process took over the masks of this image while this one was suspended.`,
        advice: t`Review them, then save again.`,
      });
    }
    await disk().rename(from, target);
  } catch (cause) {
    await forget(from);
    throw cause instanceof UserError ? cause : notWritten(target, cause);
  }
}

/** Writes a mask file under its temporary name, reads it again and compares. */
async function stage(file: MaskFile, bytes: Uint8Array, hash: string): Promise<void> {
  const from = stagedPath(file.path, hash);
  if (file.name.includes('/')) await makeFolder(path.dirname(file.path));
  try {
    await writeStaged(from, bytes);
    if (hashOf(await disk().readFile(from)) === hash) return;
  } catch (cause) {
    await forget(from);
    throw notWritten(file.path, cause);
  }
  await forget(from);
  throw new UserError('unwritable', {
    file: file.path,
    problem: t`The mask that was read back differs from the one that was written.`,
    advice: t`Check the disk, then save again.`,
  });
}

/** Replaces what an interrupted save has left under the name, and never writes through a link that someone has put there. */
async function writeStaged(from: string, content: Uint8Array | string): Promise<void> {
  await disk()
    .unlink(from)
    .catch((cause: unknown) => {
      if (!isMissing(cause)) throw cause;
    });
  await writeSynced(from, content);
}

/** Whether a staged file is there and shows what its sidecar says. */
async function isWhole(from: string, file: MaskFile | undefined): Promise<boolean> {
  try {
    return file !== undefined && file.holds(await disk().readFile(from));
  } catch (cause) {
    if (isMissing(cause) || cause instanceof UserError) return false;
    throw cause;
  }
}

/** The mask files follow the sidecar that is in place. */
async function followSidecar(
  staged: readonly Staged[],
  obsolete: readonly Pick<FoundMask, 'path'>[],
): Promise<readonly BehindFile[]> {
  const behind: BehindFile[] = [];
  const attempt = async (file: string, what: 'written' | 'removed', work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (cause) {
      if (what === 'removed' && isMissing(cause)) return;
      behind.push({ file, problem: notWritten(file, cause, what).details.problem });
    }
  };
  for (const { from, to } of staged) await attempt(to, 'written', () => disk().rename(from, to));
  for (const { path: file } of obsolete) await attempt(file, 'removed', () => disk().unlink(file));
  const folders = new Set(
    [...staged.map(({ to }) => to), ...obsolete.map((each) => each.path)].map((file) => path.dirname(file)),
  );
  for (const folder of folders) await syncFolder(folder);
  await removeEmptyFolders(obsolete.map((each) => each.path));
  return behind;
}

async function finishRemoval(imagePath: string, found: readonly FoundMask[]): Promise<readonly BehindFile[]> {
  const behind = await followSidecar([], found);
  if (behind.length > 0) return behind;
  const target = sidecarPath(imagePath);
  const rest = await followSidecar([], [{ path: target }]);
  return rest;
}

/** Removes the folder with its last mask file, unless it is not empty. */
export async function removeEmptyFolders(files: readonly string[]): Promise<void> {
  for (const folder of new Set(files.map((file) => path.dirname(file)))) {
    if (path.basename(folder) !== 'masks') continue;
    await disk()
      .rmdir(folder)
      .catch(() => undefined);
  }
}

/** Removes a staged file, and the folder that was made for it. */
async function forget(staged: string): Promise<void> {
  await disk()
    .unlink(staged)
    .catch(() => undefined);
  await removeEmptyFolders([staged]);
}

/** Staged files must survive any power cut that the new sidecar survives. */
async function syncOtherFolders(staged: readonly Staged[], own: string): Promise<void> {
  const folders = new Set(staged.map(({ to }) => path.dirname(to)));
  folders.delete(own);
  for (const folder of folders) await syncFolder(folder);
}

function replacedBy(hashes: Readonly<Record<string, string>>, found: readonly FoundMask[]): Record<string, string> {
  const replaced = found.filter(({ name, hash }) => hashes[name] !== hash);
  return Object.fromEntries(replaced.map(({ name, hash }) => [name, hash]));
}

function withoutHashes({ maskHashes: _, previousMaskHashes: __, ...sidecar }: Sidecar): Sidecar {
  return sidecar;
}
