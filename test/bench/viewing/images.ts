import { writeFile } from 'node:fs/promises';
import { writeImageVolume, type ImageVolume } from '../../../src/core/formats/nifti/imageVolume';
import { dicomFile, greyImage } from '../../fixtures/dicomFile';
import type { Workspace } from '../../harness/workspace';

/** Along a side of the slices of volumes. */
const usualSide = 512;

/** Noise about a bright disc, in values of CT. */
function pixels(seed: number, side = usualSide): Int16Array {
  return Int16Array.from({ length: side * side }, (_, i) => {
    const inside = (i % side) - side / 2 + seed;
    const isBright = inside ** 2 + (Math.floor(i / side) - side / 2) ** 2 < 0.04 * side ** 2;
    return (isBright ? 120 : -60) + ((i * 31 + seed * 17) % 97);
  });
}

/** Writes square DICOM files of one slice, each a series of its own. @returns their names */
export async function writeSlices(workspace: Workspace, count: number, side = usualSide): Promise<string[]> {
  const names = Array.from({ length: count }, (_, i) => `slice${i}.dcm`);
  for (const [i, name] of names.entries()) await writeFile(workspace.at(name), sliceFile(pixels(i, side), side, i));
  return names;
}

/** A square DICOM file of CT, of a series of its own. @param number that no other file has */
export function sliceFile(values: Int16Array, side: number, number: number): Uint8Array {
  return dicomFile(
    greyImage(
      side,
      side,
      ['0008,0060', 'CS', 'CT'],
      ['0008,0018', 'UI', `1.2.3.${number}.1`],
      ['0020,000e', 'UI', `1.2.3.${number}`],
      ['0020,0032', 'DS', '0\\0\\0'],
      ['0020,0037', 'DS', '1\\0\\0\\0\\1\\0'],
      ['0028,0030', 'DS', '0.7\\0.7'],
      ['0028,0103', 'US', 1],
      ['0028,1050', 'DS', '40'],
      ['0028,1051', 'DS', '400'],
      ['7fe0,0010', 'OW', new Uint8Array(values.buffer)],
    ),
  );
}

/** Writes a volume of slices of 512 × 512 pixels, not compressed. @returns its name */
export async function writeVolume(workspace: Workspace, slices: number): Promise<string> {
  const side = usualSide;
  const data = new Int16Array(side * side * slices);
  for (let k = 0; k < slices; k++) data.set(pixels(k), k * side * side);
  const volume: ImageVolume = { width: side, height: side, slices, channels: 1, data, slope: 1, intercept: 0 };
  await writeFile(workspace.at('volume.nii'), writeImageVolume(volume, false));
  return 'volume.nii';
}
