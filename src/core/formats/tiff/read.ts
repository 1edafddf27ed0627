import { wholeOf, type ByteSource } from '../../base/byteSource';
import { checkSlice, type ImageInfo, type MedicalImage } from '../../image/medicalImage';
import { t } from '../../text/message';
import { checkComplete, parsing } from '../failures';
import { checkExtent } from '../limits';
import type { PixelCodecs } from '../pixelCodecs';
import { readDirectories, tag, type Directory } from './directory';
import { isAlike, pixelBytes, readHeader, rowBytes, type PageHeader } from './header';
import type { Metadata } from './described';
import { readMetadata } from './metadata';
import { isColor, readPixels } from './pixels';
import { sliceStack, stackAlong } from './stack';

interface Page {
  readonly page: Directory;
  readonly header: PageHeader;
  /** See {@link PageSource}. */
  readonly shift?: number;
}

/** NewSubfileType: a page of lower resolution, or a mask of another page. */
const notAPicture = 0b101;

/**
 * Reads a TIFF, BigTIFF or OME-TIFF. Pages that are like the first are the slices, and several channels or times are volumes;
 * smaller versions and masks are left out. A page is decoded when it is asked for.
 * @throws UserError `damaged`, `unsupported-encoding` or `too-large`
 */
export function read(content: ByteSource, codecs: PixelCodecs): Promise<MedicalImage> {
  return wholeOf(content).then((bytes) => parsing(t`The TIFF`, () => open(bytes, codecs)));
}

function open(bytes: Uint8Array, codecs: PixelCodecs): MedicalImage {
  const { littleEndian, pages } = readDirectories(bytes);
  const [first, ...others] = pages;
  const header = readHeader(first!);
  const { width, height, invert } = header;
  const metadata = readMetadata(first!, header.samples);
  const alike = [{ page: first!, header }, ...others.flatMap((page) => like(page, header))];
  const images = chosenPages(pages, alike, metadata) ?? behind(alike, bytes, metadata) ?? alike;
  const { slices, volumes, imageOf } =
    (metadata.axes && stackAlong(metadata.axes, images.length)) ?? sliceStack(images.length);
  checkExtent({ width, height, slices, volumes, bytesPerPixel: pixelBytes(header) });
  // A tile may be larger than the image, and is decoded whole.
  checkExtent({
    width: header.chunkWidth,
    height: header.chunkHeight,
    slices: 1,
    bytesPerPixel: pixelBytes(header),
  });
  const channels = isColor(header) ? 3 : 1;
  const left = images.length === alike.length ? pages.length - slices * volumes : 0;
  const { slope = 1, intercept = 0, unit = '', remarks = [] } = metadata;
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
    unit: channels === 3 ? '' : unit,
    ...(remarks.length === 0 ? {} : { remarks }),
    encoding: describe(header, left),
  };
  return {
    info,
    async readSlice(index, volume = 0) {
      checkSlice(info, index, volume);
      const data = await readPixels({ bytes, littleEndian, codecs, ...images[imageOf(index, volume)]! });
      const scale = channels === 3 ? { slope: 1, intercept: 0 } : { slope, intercept };
      return { width, height, channels, data, ...scale, invert, windows: [] };
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

/** The pages that the description names; undefined when it names none, or some that are not like the first. */
function chosenPages(
  pages: readonly Directory[],
  alike: readonly Page[],
  { pages: chosen }: Metadata,
): readonly Page[] | undefined {
  const found = chosen?.map((number) => alike.find(({ page }) => page === pages[number]));
  return found?.length !== 0 && found?.every((page) => page !== undefined) === true ? found : undefined;
}

/**
 * Images that lie one behind the other where the file has one page for all of them, as ImageJ and others write large stacks.
 * @throws UserError `damaged` when the file ends before the last
 */
function behind([first, ...others]: readonly Page[], bytes: Uint8Array, { images = 1 }: Metadata): Page[] | undefined {
  if (others.length > 0 || images < 2 || first === undefined || first.header.compression !== 'none') return undefined;
  const { page, header } = first;
  const offsets = page.numbers(header.tiled ? tag.tileOffsets : tag.stripOffsets);
  const counts = page.numbers(header.tiled ? tag.tileByteCounts : tag.stripByteCounts);
  const start = offsets[0] ?? 0;
  let length = 0;
  for (const [i, offset] of offsets.entries()) {
    if (offset !== start + length) return undefined;
    length += counts[i] ?? 0;
  }
  // One strip may be stated to hold them all.
  const one = header.height * rowBytes(header) * (header.planar ? header.samples : 1);
  const step = offsets.length === 1 && !header.tiled ? one : length;
  if (step === 0) return undefined;
  checkExtent({ width: header.width, height: header.height, slices: images, bytesPerPixel: 0 });
  checkComplete(bytes.length, start + images * step);
  return Array.from({ length: images }, (_, i) => ({ page, header, shift: i * step }));
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
