import path from 'node:path';
import { messageOf, UserError } from '../../core/base/error';
import { samePlacement } from '../../core/formats/nifti/placement';
import { readLabelVolume } from '../../core/formats/nifti/labelVolume';
import { readLabelPng } from '../../core/formats/png/labelMap';
import { caseOf, datasetName, imagePath, labelPath } from '../../core/layouts/nnUnet/names';
import { parseDataset, type DatasetJson } from '../../core/layouts/nnUnet/schema';
import { checkNames, strangeValues } from '../../core/layouts/nnUnet/validate';
import { gunzip } from '../files/gzip';
import { comparePaths, walkFolder } from '../files/walkFolder';
import { openImage } from '../image/openImage';
import { reasonOf } from '../files/reasonOf';
import { readTextFile } from '../files/textFile';
import { readFile } from '../files/readFile';
import { t } from '../../core/text/message';

/**
 * Checks a training set for nnU-Net v2: its description, and of each case that image and label map have one size and one
 * place, to the bit for NIfTI, and that the label map holds the described values alone.
 * @param onCase called before each case
 * @returns what is wrong, as sentences
 * @throws UserError `not-found` without a dataset.json, `damaged` for one that is none
 */
export async function validateNnUnet(
  target: string,
  onCase: (done: number, total: number) => void = () => undefined,
): Promise<string[]> {
  const folder = path.resolve(target);
  const dataset = parseDataset(await readDescription(path.join(folder, datasetName)));
  const paths: string[] = [];
  for await (const file of walkFolder(folder)) paths.push(file.path);
  const problems = checkNames(dataset, paths);
  const { ending = '' } = dataset;
  const cases = paths.flatMap((file) => caseOf(file, ending) ?? []).sort(comparePaths);
  for (const [done, name] of cases.entries()) {
    onCase(done, cases.length);
    if (!paths.includes(imagePath(name, ending))) continue;
    const problem = await checkCase(folder, name, dataset).catch((error: unknown) => messageOf(error));
    if (problem !== undefined) problems.push(`The case “${name}”: ${problem}`);
  }
  return problems;
}

async function checkCase(folder: string, name: string, dataset: DatasetJson): Promise<string | undefined> {
  const { ending = '' } = dataset;
  const labelFile = path.join(folder, labelPath(name, ending));
  const bytes = await readFile(labelFile);
  const map = ending === '.png' ? readLabelPng(bytes) : readLabelVolume(bytes, gunzip);
  const strange = strangeValues(dataset, map.data);
  if (strange.length > 0) return `the label map contains values without a label: ${strange.join(', ')}.`;
  const image = await openImage(path.join(folder, imagePath(name, ending)), { series: 'single' });
  const label = await openImage(labelFile, { series: 'single' });
  try {
    const [a, b] = [image.info, label.info];
    if (a.width !== b.width || a.height !== b.height || a.slices !== b.slices) {
      return `the label map has ${b.width}×${b.height}×${b.slices} pixels, but the image has ${a.width}×${a.height}×${a.slices}.`;
    }
    const headers = [image.niftiHeader, label.niftiHeader] as const;
    if (headers[0] === undefined || headers[1] === undefined || samePlacement(headers[0], headers[1])) return undefined;
    return 'the geometry in the headers of image and label map differs.';
  } finally {
    image.dispose();
    label.dispose();
  }
}

async function readDescription(file: string): Promise<string> {
  try {
    return await readTextFile(file);
  } catch (cause) {
    throw new UserError('not-found', {
      file,
      problem: t`The description of the data set cannot be read: ${reasonOf(cause)}.`,
      advice: t`Name the folder that contains imagesTr and labelsTr.`,
      cause,
    });
  }
}
