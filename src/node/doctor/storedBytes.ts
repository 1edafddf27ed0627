import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { cachePath, dataPath } from '../storage';

/** How many bytes the product stores in its own folders. */
export async function storedBytes(): Promise<{ what: string; path: string; bytes: number }[]> {
  const folders = [
    { what: 'Caches', path: cachePath() },
    { what: 'Installed', path: dataPath() },
  ];
  return Promise.all(folders.map(async ({ what, path: file }) => ({ what, path: file, bytes: await sizeOf(file) })));
}

async function sizeOf(folder: string): Promise<number> {
  const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const sizes = entries.map(async (entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return sizeOf(file);
    return stat(file).then(
      ({ size }) => size,
      () => 0,
    );
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
