import path from 'node:path';
import { UserError } from '../../core/base/error';
import { textOf } from '../../core/base/text';
import { maskNames, sidecarName } from '../../core/sidecar/names';
import { parseSidecar } from '../../core/sidecar/sidecar';
import { notWritten } from '../files/atomicWrite';
import { disk } from '../files/disk';
import { exists } from '../files/exists';
import { isMissing } from '../files/isMissing';
import { withImageLock } from './imageLock';
import { sweepFolder } from './leftovers';
import { withinMaskBounds } from './maskBounds';
import { ownMaskNames } from './maskFiles';
import { readFile } from '../files/readFile';

/**
 * Renames masks that another program has written or changed, so that an image's own can be saved: `x.png.mask.png` becomes
 * `x.png.mask.png.old`. A sidecar stays unless it is damaged.
 * @returns the new paths
 * @throws UserError `unwritable`, and as `parseSidecar` for a sidecar that must not be touched
 */
export async function setMasksAside(imagePath: string): Promise<string[]> {
  const folder = path.dirname(imagePath);
  return withinMaskBounds([folder], async () => {
    await sweepFolder(folder);
    return withImageLock(imagePath, () => moveAside(imagePath));
  });
}

async function moveAside(imagePath: string): Promise<string[]> {
  const folder = path.dirname(imagePath);
  const name = path.basename(imagePath);
  const own = path.join(folder, sidecarName(name));
  const { masks, isDamaged } = await readNames(imagePath, own);
  const found = [...maskNames(name), ...masks].map((mask) => path.join(folder, mask));
  const moved: string[] = [];
  for (const file of isDamaged ? [...found, own] : found) {
    if (!(await exists(file))) continue;
    const target = await freeName(file);
    await disk()
      .rename(file, target)
      .catch((cause: unknown) => {
        throw notWritten(file, cause);
      });
    moved.push(target);
  }
  return moved;
}

async function readNames(
  imagePath: string,
  sidecar: string,
): Promise<{ readonly masks: readonly string[]; readonly isDamaged: boolean }> {
  try {
    const named = parseSidecar(textOf(await readFile(sidecar)), sidecar);
    return { masks: await ownMaskNames(imagePath, named), isDamaged: false };
  } catch (error) {
    if (isMissing(error)) return { masks: [], isDamaged: false };
    if (error instanceof UserError && error.code === 'damaged') return { masks: [], isDamaged: true };
    throw error;
  }
}

async function freeName(file: string): Promise<string> {
  for (let number = 1; ; number++) {
    const target = `${file}.old${number === 1 ? '' : number}`;
    if (!(await exists(target))) return target;
  }
}
