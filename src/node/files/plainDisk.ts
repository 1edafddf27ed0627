import { constants, link, open, readdir, rename, rmdir, stat, unlink } from 'node:fs/promises';
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
type OpenMode = 'wx' | 'a' | 'r+';

/**
 * The file system, as far as files in a person's folders are written: a call for each thing that can fail or be the last one
 * before a crash. Whatever writes there goes through it (lint's `local/no-direct-writes`), so that the tests in
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

/** The disk of this machine, without bounds. */
export const plainDisk: Disk = {
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

/** Windows has no such flag. */
const notThroughLinks = (constants as Partial<typeof constants>).O_NOFOLLOW ?? 0;
const flags: Readonly<Record<OpenMode, number>> = {
  wx: constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL,
  a: constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | notThroughLinks,
  'r+': constants.O_RDWR | notThroughLinks,
};

/** A link that bears the name is not written through. */
async function openFile(file: string, mode: OpenMode): Promise<OpenFile> {
  const handle = await open(file, flags[mode]);
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
