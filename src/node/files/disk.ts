import { setTimeout as pause } from 'node:timers/promises';
import { processWide } from '../processWide';
import { bounded } from './bounds';
import { hasCode } from './hasCode';
import { plainDisk, type Disk } from './plainDisk';

export type { Disk, OpenFile } from './plainDisk';

/** The disk of this machine. */
export const systemDisk: Disk = bounded(plainDisk);

/** Milliseconds between attempts: a virus scanner or a viewer holds a file for moments. */
const pauses = [10, 30, 60, 120, 240, 480];

/** What Windows says of a file that another program has open. */
const heldCodes = ['EPERM', 'EBUSY', 'EACCES'] as const;

/** Whether a file may have been refused only because another program has it open. */
export function isHeld(cause: unknown): boolean {
  return hasCode(cause, ...heldCodes);
}

/** A disk that tries again, for about a second, what was refused because another program may hold the file. */
export function patient(disk: Disk, waits: readonly number[] = pauses): Disk {
  const again = async <T>(work: () => Promise<T>): Promise<T> => {
    for (const wait of waits) {
      try {
        return await work();
      } catch (error) {
        if (!isHeld(error)) throw error;
        await pause(wait);
      }
    }
    return work();
  };
  return {
    link: (from, to) => disk.link(from, to),
    rmdir: (folder) => disk.rmdir(folder),
    syncFolder: (folder) => disk.syncFolder(folder),
    readdir: (folder) => disk.readdir(folder),
    modifiedAt: (file) => disk.modifiedAt(file),
    open: (file, mode) => again(() => disk.open(file, mode)),
    rename: (from, to) => again(() => disk.rename(from, to)),
    unlink: (file) => again(() => disk.unlink(file)),
    mkdir: (folder) => again(() => disk.mkdir(folder)),
    readFile: (file) => again(() => disk.readFile(file)),
  };
}

/** The disk that is written to. */
export const disk = processWide(() => patient(systemDisk));
