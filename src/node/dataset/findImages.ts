import type { Dirent } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, UserError } from '../../core/base/error';
import { detectFormat, isImageName } from '../../core/formats/registry';
import { isOwnFile } from '../../core/sidecar/names';

/** Folders that hold no data. */
const skippedFolders = new Set(['node_modules']);
/** Enough of a file to tell its format. */
const sniffedBytes = 1024;

/**
 * The images in a folder and its subfolders, by name and, for files without an ending, by content. Hidden files and folders,
 * links and our own masks are left out.
 *
 * @returns paths relative to the folder, with `/` between folders, sorted
 * @throws UserError `unreadable` when the folder itself cannot be read
 */
export async function findImages(folder: string): Promise<string[]> {
  const found: string[] = [];
  await walk(folder, '', found);
  return found.sort(new Intl.Collator('en', { numeric: true }).compare);
}

async function walk(root: string, below: string, found: string[]): Promise<void> {
  let entries: Dirent[];
  try {
    entries = await readdir(join(root, below), { withFileTypes: true });
  } catch (cause) {
    if (below !== '') return;
    throw new UserError('unreadable', {
      file: root,
      problem: `The folder cannot be read: ${messageOf(cause)}.`,
      advice: 'Check the path and its permissions.',
      cause,
    });
  }
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!skippedFolders.has(entry.name)) await walk(root, path, found);
    } else if (entry.isFile() && !isOwnFile(entry.name) && (await isImage(join(root, path), entry.name))) {
      found.push(path);
    }
  }
}

async function isImage(path: string, name: string): Promise<boolean> {
  if (isImageName(name)) return true;
  // Names such as `IM0001` and `1.2.840.113619.2` are usual for DICOM.
  if (name.includes('.') && !/^[\d.]+$/.test(name)) return false;
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(sniffedBytes), 0, sniffedBytes, 0);
      return detectFormat(buffer.subarray(0, bytesRead), name) !== undefined;
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}
