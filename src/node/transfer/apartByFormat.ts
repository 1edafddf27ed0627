import path from 'node:path';
import { headOf } from '../../core/base/byteSource';
import { detectFormat } from '../../core/formats/registry';
import type { FormatName } from '../../core/image/medicalImage';
import type { Layout } from '../../core/layouts/layout';
import { withFileSource } from '../files/fileSource';
import type { Exported } from './exported';

/** Bytes that show the format of a file. */
const sniffedBytes = 1024;

/** Formats of volumes, which can say where they lie in the patient. */
const positioned: ReadonlySet<FormatName> = new Set(['nifti', 'nrrd', 'metaimage', 'mgh']);

/** The images of an export by what a layout can do with them. */
export interface ApartByFormat {
  readonly held: readonly Exported[];
  /** Those that the layout cannot be written of: pictures, where it needs positions. */
  readonly others: readonly Exported[];
  /** How many of those held DICOM images have to be made of. */
  readonly derived: number;
}

/** Tells images apart by their format where a layout refers to files of DICOM. */
export async function apartByFormat(
  folder: string,
  selected: readonly Exported[],
  { refersToDicom, needsPosition }: Layout,
): Promise<ApartByFormat> {
  if (refersToDicom !== true) return { held: selected, others: [], derived: 0 };
  const held: Exported[] = [];
  const others: Exported[] = [];
  let derived = 0;
  for (const each of selected) {
    // A part is a picture, whatever it is a part of.
    const format = each.isPart === true ? 'png' : await formatOf(path.join(folder, each.image));
    const isOther = format !== undefined && format !== 'dicom';
    if (isOther && needsPosition === true && !positioned.has(format)) others.push(each);
    else {
      held.push(each);
      if (isOther) derived++;
    }
  }
  return { held, others, derived };
}

/** Undefined of a file that cannot be read: exporting its masks says why. */
async function formatOf(file: string): Promise<FormatName | undefined> {
  try {
    return await withFileSource(file, async (source) =>
      detectFormat(await headOf(source, sniffedBytes), path.basename(file)),
    );
  } catch {
    return undefined;
  }
}
