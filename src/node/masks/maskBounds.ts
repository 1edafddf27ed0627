import path from 'node:path';
import { masksFrom } from '../../core/layouts/objects/names';
import { actualFolder, withinBounds, type Bounds } from '../files/bounds';

/** Where the masks of the images in a folder lie: in it, and beside a folder called `images`. */
async function maskBounds(folder: string): Promise<Bounds> {
  const full = path.resolve(folder);
  const below = path.resolve(full, masksFrom(path.basename(full)));
  if (path.dirname(below) === full) return [await actualFolder(full)];
  const [beside, masks] = (await Promise.all([path.dirname(below), below].map(actualFolder))) as [string, string];
  // A link there leads nowhere else.
  return [await actualFolder(full), path.dirname(masks) === beside ? masks : path.join(beside, path.basename(below))];
}

/** Writes masks of images in some folders, as these lie now, and nothing elsewhere. */
export async function withinMaskBounds<T>(folders: readonly string[], work: () => Promise<T>): Promise<T> {
  return withinBounds([(await Promise.all(folders.map(maskBounds))).flat()], work);
}
