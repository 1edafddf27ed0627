import { headOf, wholeOf } from '../../base/byteSource';
import type { MedicalImage } from '../../image/medicalImage';
import { t } from '../../text/message';
import { contentFrom, type FileContent } from '../content';
import { damaged, unsupportedEncoding } from '../failures';
import { headerPortion } from '../headerLines';
import type { PixelCodecs } from '../pixelCodecs';
import { siblingName, type Siblings } from '../siblings';
import { neededBytes, voxelArray, type VoxelArray } from '../voxelArray';
import { voxelImage } from '../voxelImage';
import { axesOf } from './axes';
import { geometryOf, pixelSpacingOf } from './geometry';
import { readHeader, type NrrdHeader } from './header';

/**
 * Reads NRRD with its data in the same file or in one beside it. Slices run along the third spatial axis in the file's
 * order; the elements of every axis that is neither spatial nor colour are volumes.
 * @throws UserError `damaged`, `unsupported-encoding` or `too-large`; what `siblings` throws
 */
export async function read(content: FileContent, _codecs: PixelCodecs, siblings: Siblings): Promise<MedicalImage> {
  const header = readHeader(await headOf(content, headerPortion));
  const axes = axesOf(header);
  const array = voxelArray(header.sizes, axes, header.type, header.littleEndian);
  const stored =
    header.dataFile === undefined
      ? contentFrom(content, header.dataOffset)
      : await siblings.read(dataFileOf(header.dataFile));
  const geometry = geometryOf(header, axes.spatial);
  return voxelImage(await dataOf(stored, header, array), {
    format: 'nrrd',
    array,
    storage: header.encoding,
    ...(geometry === undefined ? {} : { geometry }),
    pixelSpacing: pixelSpacingOf(header, axes.spatial),
    encoding: describe(header),
  });
}

/** A list of files, or a pattern of their names such as `slice%03d.raw 1 90 1`, has a form of its own. */
function dataFileOf(stated: string): string {
  if (!/^LIST\b/.test(stated) && !/%\d*d/.test(stated)) return siblingName(stated);
  throw unsupportedEncoding(
    t`The data of this NRRD file are in several files, which is not supported.`,
    t`Save it as one .nrrd file.`,
  );
}

/** What is left after the lines and bytes that the header wants skipped. */
async function dataOf(stored: FileContent, header: NrrdHeader, array: VoxelArray): Promise<FileContent> {
  const lines = header.lineSkip === 0 ? new Uint8Array() : await wholeOf(stored);
  let start = 0;
  for (let line = 0; line < header.lineSkip; line++) {
    start = lines.indexOf(0x0a, start) + 1;
    if (start === 0) throw damaged(t`The data file has fewer than the ${header.lineSkip} lines to skip.`);
  }
  // Lines of compressed data are skipped after decompression, which no known program writes and ITK does not read.
  if ((header.encoding === 'gzip' || header.encoding === 'bzip2') && header.byteSkip !== 0) {
    throw unsupportedEncoding(
      t`NRRD with ${header.encoding} encoding and a byte skip is not supported.`,
      t`Save it again.`,
    );
  }
  if (header.byteSkip >= 0) return contentFrom(stored, start + header.byteSkip);
  return contentFrom(stored, Math.max(start, stored.size - allBytes(header, array)));
}

/** Bytes of the whole array, from its end backwards the place of its start. */
function allBytes({ sizes }: NrrdHeader, array: VoxelArray): number {
  const one = neededBytes({ ...array, size: [1, 1, 1], channels: 1 });
  return sizes.reduce((product, size) => product * size, one);
}

function describe({ type, encoding }: NrrdHeader): string {
  return ['NRRD', type, ...(encoding === 'raw' ? [] : [encoding])].join(', ');
}
