import { wholeOf, type ByteSource } from '../../base/byteSource';
import { checkSlice, type ImageInfo, type MedicalImage } from '../../image/medicalImage';
import { parsing } from '../failures';
import { checkExtent } from '../limits';
import type { PixelCodecs } from '../pixelCodecs';
import { readDirectories, tag, type Directory } from './directory';
import { isAlike, pixelBytes, readHeader, type PageHeader } from './header';
import { readMetadata } from './metadata';
import { isColor, readPixels } from './pixels';

interface Page {
  readonly page: Directory;
  readonly header: PageHeader;
}

/** NewSubfileType: a page of lower resolution, or a mask of another page. */
const notAPicture = 0b101;

/**
 * Reads a TIFF, BigTIFF or OME-TIFF. Pages that are like the first are the slices, and several channels or times are volumes;
 * smaller versions and masks are left out. A page is decoded when it is asked for.
 * @throws UserError `damaged`, `unsupported-encoding` or `too-large`
 */
export function read(content: ByteSource, codecs: PixelCodecs): Promise<MedicalImage> {
  return wholeOf(content).then((bytes) => parsing('The TIFF', () => open(bytes, codecs)));
}

function open(bytes: Uint8Array, codecs: PixelCodecs): MedicalImage {
  const { littleEndian, pages } = readDirectories(bytes);
  const [first, ...others] = pages;
  const header = readHeader(first!);
  const { width, height, invert } = header;
  const metadata = readMetadata(first!, header.samples);
  const alike = [{ page: first!, header }, ...others.flatMap((page) => like(page, header))];
  const { slices, volumes, pageOf } = stackOf(alike, metadata);
  checkExtent({ width, height, slices, volumes, bytesPerPixel: pixelBytes(header) });
  // A tile may be larger than the image, and is decoded whole.
  checkExtent({
    width: header.chunkWidth,
    height: header.chunkHeight,
    slices: 1,
    bytesPerPixel: pixelBytes(header),
  });
  const channels = isColor(header) ? 3 : 1;
  const left = pages.length - slices * volumes;
  const info: ImageInfo = {
    format: 'tiff',
    width,
    height,
    slices,
    ...(volumes > 1 ? { volumes } : {}),
    channels,
    sampleType: channels === 3 ? 'uint8' : header.sampleType,
    modality: '',
    ...(metadata.pixelSpacing === undefined ? {} : { pixelSpacing: metadata.pixelSpacing }),
    unit: '',
    encoding: describe(header, left),
  };
  return {
    info,
    async readSlice(index, volume = 0) {
      checkSlice(info, index, volume);
      const data = await readPixels({ bytes, littleEndian, codecs, ...pageOf(index, volume) });
      return { width, height, channels, data, slope: 1, intercept: 0, invert, windows: [] };
    },
  };
}

/** A page with its header when it is like the first one: thumbnails and macros of another kind are left out. */
function like(page: Directory, first: PageHeader): Page[] {
  if ((page.number(tag.newSubfileType, 0) & notAPicture) !== 0) return [];
  if (page.number(tag.imageWidth, 0) !== first.width || page.number(tag.imageLength, 0) !== first.height) return [];
  const header = readHeader(page);
  return isAlike(header, first) ? [{ page, header }] : [];
}

interface Stack {
  readonly slices: number;
  readonly volumes: number;
  readonly pageOf: (slice: number, volume: number) => Page;
}

/**
 * How pages make slices and volumes, if there are as many as the description says; otherwise all are slices. Volumes that
 * change from page to page come before those that change after all slices.
 */
function stackOf(pages: readonly Page[], { pagesPerSlice, slices }: ReturnType<typeof readMetadata>): Stack {
  if (slices === undefined || pages.length < pagesPerSlice * (slices - 1) + 1) {
    return { slices: pages.length, volumes: 1, pageOf: (slice) => pages[slice]! };
  }
  const volumes = Math.max(1, pagesPerSlice * Math.floor(pages.length / (pagesPerSlice * slices)));
  const pageOf = (slice: number, volume: number): Page => {
    const stack = Math.floor(volume / pagesPerSlice);
    return pages[(volume % pagesPerSlice) + pagesPerSlice * (slice + slices * stack)]!;
  };
  return { slices, volumes, pageOf };
}

function describe({ compression, bits, color, samples, tiled }: PageHeader, left: number): string {
  const kind = color === 'grey' && samples > 1 ? `first of ${samples} samples` : color === 'rgb' ? 'RGB' : color;
  return [
    'TIFF',
    `${bits}-bit ${kind}`,
    ...(compression === 'none' ? [] : [compression]),
    ...(tiled ? ['tiles'] : []),
    ...(left > 0 ? [`${left} further pages`] : []),
  ].join(', ');
}
