import { open } from 'node:fs/promises';
import path from 'node:path';
import { neverCancelled, throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import type { UserError } from '../../core/base/error';
import { mayBeDicom } from '../../core/formats/dicom/sniff';
import { detectFormat, isImageName } from '../../core/formats/registry';
import { isInMaskFolder } from '../../core/layouts/maskFolders';
import { imageOfSegmentation } from '../../core/layouts/slicer/names';
import { isOwnFile } from '../../core/sidecar/names';
import { isFileInCloud } from './inCloud';
import { sortInTurns } from './sortInTurns';
import { comparePaths, pathBelow, walkFolders } from './walkFolder';

/** Enough of a file to identify its format. */
const sniffedBytes = 1024;

/** Files of a folder and its subfolders; hidden ones and links are left out. Paths are relative, with `/` between folders. */
export interface ListedFolder {
  /** By name and, for files without an ending, by content, sorted; without masks, see {@link isMask}. */
  readonly images: string[];
  readonly files: ReadonlySet<string>;
  /** Why subfolders could not be read, by their paths. */
  readonly unreadable: ReadonlyMap<string, UserError>;
}

/**
 * Lists the images and files in a folder and its subfolders.
 * @throws UserError `unreadable` when the folder itself cannot be read, `cancelled`
 */
export async function listFolder(folder: string, token: CancellationToken = neverCancelled): Promise<ListedFolder> {
  const images: string[] = [];
  const files = new Set<string>();
  const unreadable = new Map<string, UserError>();
  for await (const { below, names } of walkFolders(folder, (place, error) => unreadable.set(place, error))) {
    throwIfCancelled(token);
    const holdsMasks = isInMaskFolder(pathBelow(below, '*'));
    // Folder by folder, there is little left to sort among all of them.
    for (const name of await sortInTurns(names, comparePaths)) {
      const target = pathBelow(below, name);
      files.add(target);
      if (holdsMasks || isMaskName(name)) continue;
      if (isImageName(name) || (await isImageFile(path.join(folder, target), name))) images.push(target);
    }
  }
  return { images: await sortInTurns(images, comparePaths), files, unreadable };
}

/**
 * Whether a file holds masks: ours, a segmentation of 3D Slicer, or one in a folder that a layout keeps for them.
 * @param target relative to the data set, with `/` between folders
 */
export function isMask(target: string): boolean {
  return isMaskName(target) || isInMaskFolder(target);
}

function isMaskName(name: string): boolean {
  return isOwnFile(name) || imageOfSegmentation(name) !== undefined;
}

/** Whether a file is an image, by its name or, without an ending, by its content, for which nothing is fetched from the cloud. */
export async function isImageFile(target: string, name: string): Promise<boolean> {
  if (isImageName(name)) return true;
  // Names such as `IM0001` and `CT.1.2.840.113619.2` are usual for DICOM.
  if (!mayBeDicom(name)) return false;
  try {
    if (await isFileInCloud(target)) return false;
    const file = await open(target);
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
