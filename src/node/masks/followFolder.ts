import path from 'node:path';
import { masksFrom } from '../../core/layouts/objects/names';
import { imageOfSidecar } from '../../core/sidecar/names';
import { formatSidecar, parseSidecar, type Sidecar } from '../../core/sidecar/sidecar';
import { makeFolder, writeFileAtomically } from '../files/atomicWrite';
import { disk } from '../files/disk';
import { exists } from '../files/exists';
import { insideFolder } from '../files/insideFolder';
import { readTextFile } from '../files/textFile';
import { removeEmptyFolders } from './commit';
import { withImageLock } from './imageLock';
import { withinMaskBounds } from './maskBounds';
import { moveFile } from './moveMasks';
import { namesOfOthers } from './otherImages';

/**
 * Takes single masks along when a folder of images was renamed or moved. Most lie in the folder and have moved with it; those of a
 * folder called `images` lie beside it, and those of a folder that gets or loses that name have to change their place.
 * @param from where the folder was
 * @param to where it is now
 * @throws UserError as `withImageLock`, `unwritable`; `bad-input` where a folder of masks is a link that leads out
 */
export async function followFolder(from: string, to: string): Promise<void> {
  const [before, after] = [masksFrom(path.basename(from)), masksFrom(path.basename(to))];
  if (before === 'masks' && after === 'masks') return;
  const old = before === 'masks' ? path.join(to, 'masks') : path.join(path.dirname(from), 'masks');
  const target = path.resolve(to, after);
  if (old === target) return;
  for (const folder of [old, target]) await insideFolder(path.dirname(folder), 'masks');
  await withinMaskBounds([from, to], async () => {
    const names = await disk()
      .readdir(to)
      .catch(() => []);
    for (const name of names) {
      const image = imageOfSidecar(name);
      if (image !== undefined)
        await followImage(path.join(to, image), path.join(to, name), { from, before, after, old, target });
    }
  });
}

interface Places {
  /** Folder that the images were in. */
  readonly from: string;
  readonly before: string;
  readonly after: string;
  readonly old: string;
  readonly target: string;
}

async function followImage(image: string, file: string, { from, before, after, old, target }: Places): Promise<void> {
  await withImageLock(image, async () => {
    const sidecar = await readSidecar(file);
    const masks = sidecar?.masks ?? [];
    if (sidecar === undefined || masks.length === 0 || !masks.every((mask) => mask.startsWith(`${before}/`))) return;
    const renamed = (mask: string): string =>
      mask.startsWith(`${before}/`) ? after + mask.slice(before.length) : mask;
    const hashes = (all: Sidecar['maskHashes']): Sidecar['maskHashes'] =>
      all && Object.fromEntries(Object.entries(all).map(([mask, hash]) => [renamed(mask), hash]));
    const [written, previous] = [hashes(sidecar.maskHashes), hashes(sidecar.previousMaskHashes)];
    const text = formatSidecar({
      ...sidecar,
      masks: masks.map(renamed),
      ...(written === undefined ? {} : { maskHashes: written }),
      ...(previous === undefined ? {} : { previousMaskHashes: previous }),
    });
    await makeFolder(target);
    const others = await namesOfOthers(image, masks);
    const othersThere = await namesOfOthers(path.join(from, path.basename(image)), masks);
    for (const mask of masks) {
      if (others.has(mask) || othersThere.has(mask)) continue;
      const [source, place] = [path.join(old, path.posix.basename(mask)), path.join(target, path.posix.basename(mask))];
      if ((await exists(source)) && !(await exists(place))) await moveFile(source, place);
    }
    await writeFileAtomically(file, text);
    await removeEmptyFolders([path.join(old, 'any'), path.join(target, 'any')]);
  });
}

/** undefined where it cannot be understood */
async function readSidecar(file: string): Promise<Sidecar | undefined> {
  try {
    return parseSidecar(await readTextFile(file), file);
  } catch {
    return undefined;
  }
}
