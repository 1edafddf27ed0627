import { chmod, chown, lstat } from 'node:fs/promises';

/** Bits of a mode that say who may read, write and run a file; not those that lend rights. */
const permissions = 0o777;

/**
 * Gives the file that is about to replace another one the other's permissions, owner and group, as far as the system lets us:
 * a mask that colleagues may change stays so. Nothing where there is none to be replaced.
 * @param file that is renamed next
 * @param replaced that it takes the name of
 */
export async function keepAccess(file: string, replaced: string): Promise<void> {
  // Windows keeps access lists with the folder, and has no such modes.
  if (process.platform === 'win32') return;
  const [before, now] = await Promise.all([lstat(replaced), lstat(file)].map((each) => each.catch(() => undefined)));
  // A link has the rights of what it leads to, which is not replaced.
  if (before?.isFile() !== true || now === undefined) return;
  const isOthers = before.uid !== now.uid || before.gid !== now.gid;
  // Only an administrator may give a file away; the group alone may be one that we are in.
  if (isOthers) {
    await chown(file, before.uid, before.gid).catch(() => chown(file, now.uid, before.gid).catch(() => undefined));
  }
  // After the owner, whose change takes some permissions away.
  if (isOthers || (before.mode & permissions) !== (now.mode & permissions)) {
    await chmod(file, before.mode & permissions).catch(() => undefined);
  }
}
