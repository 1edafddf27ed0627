import path from 'node:path';
import { mapName, sidecarName } from '../../core/sidecar/names';
import { parseSidecar } from '../../core/sidecar/sidecar';
import { textOf } from '../../core/base/text';
import { readFile } from '../files/readFile';

/**
 * Whose masks lie beside a DICOM file: the file's own, those of the series that it stands for, or none.
 * @param names what lies in the folder
 */
export async function masksBeside(
  folder: string,
  name: string,
  names: ReadonlySet<string>,
): Promise<'own' | 'series' | 'none'> {
  const sidecar = sidecarName(name);
  // A DICOM Segmentation says itself what it is of.
  if (!names.has(sidecar)) return [1, 2].some((slices) => names.has(mapName(name, slices))) ? 'own' : 'none';
  try {
    const file = path.join(folder, sidecar);
    return parseSidecar(textOf(await readFile(file)), file).image.instances === undefined ? 'own' : 'series';
  } catch {
    // Opening the file separately says what is wrong with its masks.
    return 'own';
  }
}
