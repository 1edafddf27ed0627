import { headOf, type ByteSource } from '../../core/base/byteSource';
import { parseContent, parseHeader, type DataSet } from '../../core/formats/dicom/dataSet';
import { sourceSlices, type DicomSource, type SourceSlice } from '../../core/formats/dicom/source';
import { volumesOf, type ImageInfo } from '../../core/image/medicalImage';
import { withFileSource } from '../files/fileSource';
import type { OpenedImage } from './openedImage';

/** The data set of a file, which is one of `count` of an image. */
export type ReadDataSet = (file: string, index: number, count: number) => Promise<DataSet>;

const pixelData = 'x7fe00010';

/** Bytes from the start of a file in which most headers end. */
const mostHeaders = 2 ** 16;

/**
 * The files of a DICOM image for files that refer to them; undefined for an image of another format.
 * @param read what is referred to; the headers of the files when left out
 * @throws UserError that names the file that cannot be read
 */
export async function dicomSourceOf(
  { sources, info }: Pick<OpenedImage, 'sources'> & { readonly info: Pick<ImageInfo, 'slices' | 'volumes'> },
  read: ReadDataSet = readHeader,
): Promise<DicomSource | undefined> {
  if (sources === undefined) return undefined;
  const slices: SourceSlice[] = [];
  let first: DataSet | undefined;
  for (const [index, file] of sources.entries()) {
    const dataSet = await read(file, index, sources.length);
    first ??= dataSet;
    slices.push(...sourceSlices(dataSet));
  }
  // An image that was opened as a part of its file has no more slices than that.
  return { dataSet: first!, slices: slices.slice(0, info.slices * volumesOf(info)) };
}

function readHeader(file: string): Promise<DataSet> {
  return withFileSource(file, async (source) => (await headerWithin(source)) ?? (await parseContent(source)).dataSet);
}

/** The header of a file where its first bytes hold it. */
async function headerWithin(source: ByteSource): Promise<DataSet | undefined> {
  const head = await headOf(source, mostHeaders);
  try {
    const dataSet = parseHeader(head);
    return head.length === source.size || pixelData in dataSet.elements ? dataSet : undefined;
  } catch {
    return undefined;
  }
}
