import path from 'node:path';
import { headOf } from '../../core/base/byteSource';
import { detectFormat } from '../../core/formats/registry';
import type { Layout } from '../../core/layouts/layout';
import { withFileSource } from '../files/fileSource';
import type { Exported } from './exported';

/** Bytes that show the format of a file. */
const sniffedBytes = 1024;

/** The images that a layout can be written of, and the others: those that are not DICOM where it refers to files of DICOM. */
export async function apartByFormat(
  folder: string,
  selected: readonly Exported[],
  { refersToDicom }: Layout,
): Promise<{ readonly held: readonly Exported[]; readonly others: readonly Exported[] }> {
  if (refersToDicom !== true) return { held: selected, others: [] };
  const held: Exported[] = [];
  const others: Exported[] = [];
  for (const each of selected) ((await isOther(path.join(folder, each.image))) ? others : held).push(each);
  return { held, others };
}

/** A file that cannot be read is no other: exporting its masks says why. */
async function isOther(file: string): Promise<boolean> {
  try {
    return await withFileSource(
      file,
      async (source) => detectFormat(await headOf(source, sniffedBytes), path.basename(file)) !== 'dicom',
    );
  } catch {
    return false;
  }
}
