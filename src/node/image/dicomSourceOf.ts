import { parseContent, type DataSet } from '../../core/formats/dicom/dataSet';
import { sourceSlices, type DicomSource, type SourceSlice } from '../../core/formats/dicom/source';
import { volumesOf } from '../../core/image/medicalImage';
import { withFileSource } from '../files/fileSource';
import type { OpenedImage } from './openedImage';
import { placeOfImage } from './openImage';

/** The data set of a file, which is one of `count` of an image. */
export type ReadDataSet = (file: string, index: number, count: number) => Promise<DataSet>;

/**
 * The files of a DICOM image for files that refer to them; undefined for an image of another format.
 * @param read what is referred to; the files themselves when left out
 * @throws UserError that names the file that cannot be read
 */
export async function dicomSourceOf(
  { path, info, instances }: OpenedImage,
  read: ReadDataSet = readDataSet,
): Promise<DicomSource | undefined> {
  if (info.format !== 'dicom') return undefined;
  const { series } = instances === undefined ? {} : await placeOfImage(path);
  const files = series?.files ?? [path];
  const slices: SourceSlice[] = [];
  let first: DataSet | undefined;
  for (const [index, file] of files.entries()) {
    const dataSet = await read(file, index, files.length);
    first ??= dataSet;
    slices.push(...sourceSlices(dataSet));
  }
  // An image that was opened as a part of its file has no more slices than that.
  return { dataSet: first!, slices: slices.slice(0, info.slices * volumesOf(info)) };
}

async function readDataSet(file: string): Promise<DataSet> {
  const { dataSet } = await withFileSource(file, (source) => parseContent(source));
  return dataSet;
}
