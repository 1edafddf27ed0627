import { headOf } from '../../base/byteSource';
import type { MedicalImage } from '../../image/medicalImage';
import { t } from '../../text/message';
import { contentFrom, type FileContent } from '../content';
import { unsupportedEncoding } from '../failures';
import { headerPortion } from '../headerLines';
import type { PixelCodecs } from '../pixelCodecs';
import { bytesPerSample } from '../samples';
import { siblingName, type Siblings } from '../siblings';
import { voxelArray } from '../voxelArray';
import { voxelImage, type Storage } from '../voxelImage';
import { geometryOf } from './geometry';
import { readHeader, type MetaImageHeader } from './header';

/**
 * Reads MetaImage with its data in the same file or in one beside it. Slices run along the third axis in the file's
 * order; the elements of more axes are volumes. Three or four whole numbers a voxel are colour; any other number of
 * channels are volumes too.
 * @throws UserError `damaged`, `unsupported-encoding` or `too-large`; what `siblings` throws
 */
export async function read(content: FileContent, _codecs: PixelCodecs, siblings: Siblings): Promise<MedicalImage> {
  const header = readHeader(await headOf(content, headerPortion));
  const { channels, type, sizes } = header;
  if (sizes.length < 2) throw unsupportedEncoding(t`A one-dimensional MetaImage is not an image.`, t`Open an image.`);
  const isColor = (channels === 3 || channels === 4) && (type === 'uint8' || type === 'uint16');
  const axes = { spatial: sizes.map((_, axis) => axis + 1).slice(0, 3), ...(isColor ? { color: 0 } : {}) };
  const array = voxelArray([channels, ...sizes], axes, type, header.littleEndian);
  const stored =
    header.dataFile.toUpperCase() === 'LOCAL'
      ? contentFrom(content, header.dataOffset)
      : await siblings.read(dataFileOf(header.dataFile));
  const geometry = geometryOf(header);
  const [across = Number.NaN, down = Number.NaN] = header.spacing;
  return voxelImage(dataOf(stored, header), {
    format: 'metaimage',
    array,
    storage: storageOf(header),
    modality: header.modality,
    slope: header.slope,
    intercept: header.intercept,
    ...(geometry === undefined ? {} : { geometry }),
    pixelSpacing: [Math.abs(across), Math.abs(down)],
    encoding: describe(header, isColor),
  });
}

/** A list of files, or a pattern of their names such as `slice%03d.raw 1 90 1`, has a form of its own. */
function dataFileOf(stated: string): string {
  if (!/^LIST\b/i.test(stated) && !/%\d*d/.test(stated)) return siblingName(stated);
  throw unsupportedEncoding(
    t`The data of this MetaImage are in several files, which is not supported.`,
    t`Save it as one .mha file.`,
  );
}

function dataOf(stored: FileContent, header: MetaImageHeader): FileContent {
  if (header.headerSize >= 0) return contentFrom(stored, header.headerSize);
  const bytes = header.sizes.reduce((product, size) => product * size, header.channels * bytesPerSample(header.type));
  return contentFrom(stored, Math.max(0, stored.size - bytes));
}

function storageOf({ binary, compressed }: MetaImageHeader): Storage {
  if (compressed) return 'zlib';
  return binary ? 'raw' : 'text';
}

function describe(header: MetaImageHeader, isColor: boolean): string {
  const { type, channels } = header;
  const storage = storageOf(header);
  return [
    'MetaImage',
    type,
    ...(isColor ? [`${channels} colour channels`] : []),
    ...(storage === 'raw' ? [] : [storage]),
    ...(!isColor && channels > 1 ? [`${channels} channels`] : []),
  ].join(', ');
}
