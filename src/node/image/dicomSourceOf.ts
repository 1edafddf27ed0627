import { parseContent } from '../../core/formats/dicom/dataSet';
import { sourceSlices, type DicomSource } from '../../core/formats/dicom/source';
import { volumesOf } from '../../core/image/medicalImage';
import { withFileSource } from '../files/fileSource';
import type { OpenedImage } from './openedImage';
import { placeOfImage } from './openImage';

/**
 * The files of a DICOM image for files that refer to them; undefined for an image of another format.
 * @throws UserError that names the file that cannot be read
 */
export async function dicomSourceOf({ path, info, instances }: OpenedImage): Promise<DicomSource | undefined> {
  if (info.format !== 'dicom') return undefined;
  const { series } = instances === undefined ? {} : await placeOfImage(path);
  const dataSets = [];
  for (const file of series?.files ?? [path]) {
    const { dataSet } = await withFileSource(file, (source) => parseContent(source));
    dataSets.push(dataSet);
  }
  const slices = dataSets.flatMap((dataSet) => sourceSlices(dataSet));
  // An image that was opened as a part of its file has no more slices than that.
  return { dataSet: dataSets[0]!, slices: slices.slice(0, info.slices * volumesOf(info)) };
}
