import path from 'node:path';
import { textOf } from '../../core/base/text';
import { sidecarName } from '../../core/sidecar/names';
import { parseSidecar } from '../../core/sidecar/sidecar';
import { readFile } from '../files/readFile';

/**
 * The array of a NumPy archive that the masks beside it were made on, as their sidecar says; undefined for other files, and where
 * there is no sidecar or none that can be read, which opening the masks reports.
 */
export async function arrayOfMasks(file: string): Promise<string | undefined> {
  if (!/\.npz$/i.test(file)) return undefined;
  const sidecar = path.join(path.dirname(file), sidecarName(path.basename(file)));
  try {
    return parseSidecar(textOf(await readFile(sidecar)), sidecar).image.array;
  } catch {
    return undefined;
  }
}
