import { link, open, readdir, rename, rmdir, stat, unlink } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { processWide } from '../processWide';
import { hasCode } from './hasCode';
import { keepAccess } from './keepAccess';
import { makeFolders } from './makeFolders';
import { readFile } from './readFile';

/** A file that is open for writing. */
export interface OpenFile {
  /** Appends to what has been written so far. */
  write(content: Uint8Array | string): Promise<void>;
  /** Replaces the first bytes of the file. */
  overwrite(content: Uint8Array): Promise<void>;
  read(): Promise<Buffer>;
  /** Brings what was written to the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** How a file is opened: new, at its end, or as it is. */
export type OpenMode = 'wx' | 'a' | 'r+';

/**
 * The file system, as far as files in a person's folders are written: a call for each thing that can fail or be the last one
 * before a crash. Whatever writes there goes through it (ESLint's `local/no-direct-writes`), so that the tests in
 * `test/unit/durability` can stop it at every call. Errors are those of Node.
 */
export interface Disk {
  open(file: string, mode: OpenMode): Promise<OpenFile>;
  /** What is replaced leaves its permissions and its owner to what takes its name. */
  rename(from: string, to: string): Promise<void>;
  /** A second name for a file. Fails with `EEXIST` where the name is taken. */
  link(from: string, to: string): Promise<void>;
  unlink(file: string): Promise<void>;
  /** With the folders above it; nothing where it is there. */
  mkdir(folder: string): Promise<void>;
  /** Fails where it is not empty. */
  rmdir(folder: string): Promise<void>;
  /** Makes names in a folder outlast a power cut, where the system can: Windows cannot. */
  syncFolder(folder: string): Promise<void>;
  readFile(file: string): Promise<Buffer>;
  readdir(folder: string): Promise<string[]>;
  /** @returns by the clock of the machine that holds the file */
  modifiedAt(file: string): Promise<number>;
}

/** The disk of this machine. */
export const systemDisk: Disk = {
  open: openFile,
  rename: async (from, to) => {
    await keepAccess(from, to);
    await rename(from, to);
  },
  link,
  unlink,
  mkdir: async (folder) => {
    await makeFolders(folder);
  },
  rmdir,
  syncFolder: async (folder) => {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  readFile: (file) => readFile(file),
  readdir: (folder) => readdir(folder),
  modifiedAt: async (file) => (await stat(file)).mtimeMs,
};

async function openFile(file: string, mode: OpenMode): Promise<OpenFile> {
  const handle = await open(file, mode);
  return {
    write: (content) => handle.appendFile(content),
    overwrite: async (content) => {
      await handle.write(content, 0, content.length, 0);
    },
    read: () => handle.readFile(),
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}

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
