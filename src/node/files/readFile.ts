import { constants, open, type FileHandle } from 'node:fs/promises';

/** Windows has no such flag, and no pipes among its files. */
const notWaiting = (constants as Partial<typeof constants>).O_NONBLOCK ?? 0;

/**
 * Opens a file to read it. A pipe or a device that bears its name, itself or through a link, would never end, and is refused.
 * @throws what the system says; `EINVAL` for what is no file
 */
export async function openToRead(file: string): Promise<FileHandle> {
  const handle = await open(file, constants.O_RDONLY | notWaiting);
  try {
    const stats = await handle.stat();
    if (stats.isFile() || stats.isDirectory()) return handle;
    throw Object.assign(new Error(`EINVAL: it is a pipe or a device, not a file, open '${file}'`), { code: 'EINVAL' });
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The content of a file. @throws as {@link openToRead} */
export function readFile(file: string): Promise<Buffer>;
export function readFile(file: string, encoding: 'utf8'): Promise<string>;
export async function readFile(file: string, encoding?: 'utf8'): Promise<Buffer | string> {
  const handle = await openToRead(file);
  try {
    return encoding === undefined ? await handle.readFile() : await handle.readFile(encoding);
  } finally {
    await handle.close();
  }
}
