import type { ByteSource } from '../../base/byteSource';
import { checkSlice, type ImageInfo, type MedicalImage } from '../../image/medicalImage';
import { isLarge } from '../../image/pyramid';
import { rectOf } from '../../geometry/rect';
import { t } from '../../text/message';
import { checkComplete, damaged, parsingAsync } from '../failures';
import { checkExtent, checkPyramid } from '../limits';
import type { PixelCodecs } from '../pixelCodecs';
import { readDirectories, tag, type Directory, type DirectoryFile } from './directory';
import { isAlike, pixelBytes, readHeader, rowBytes, type PageHeader } from './header';
import type { Metadata } from './described';
import { findLevels, type Page } from './levels';
import { readMetadata } from './metadata';
import { isColor, readPixels } from './pixels';
import { canReadRegions, regionsOf } from './regions';
import { sliceStack, stackAlong } from './stack';

/** NewSubfileType: a page of lower resolution, or a mask of another page. */
const notAPicture = 0b101;

/**
 * Reads a TIFF, BigTIFF or OME-TIFF. Pages that are like the first are the slices, and several channels or times are volumes;
 * smaller versions are levels of a large image, and else left out, as masks are. Pixels are read and decoded when they are asked
 * for.
 * @throws UserError `damaged`, `unsupported-encoding` or `too-large`
 */
export function read(content: ByteSource, codecs: PixelCodecs): Promise<MedicalImage> {
  return parsingAsync(t`The TIFF`, async () => open(content, await readDirectories(content), codecs));
}

async function open(file: ByteSource, directories: DirectoryFile, codecs: PixelCodecs): Promise<MedicalImage> {
  const { littleEndian, pages } = directories;
  const [first, ...others] = pages;
  const header = readHeader(first!);
  const { width, height, invert } = header;
  const metadata = readMetadata(first!, header.samples);
  const alike = [{ page: first!, header }, ...others.flatMap((page) => like(page, header))];
  const images = chosenPages(pages, alike, metadata) ?? behind(alike, file.size, metadata) ?? alike;
  const { slices, volumes, imageOf } =
    (metadata.axes && stackAlong(metadata.axes, images.length)) ?? sliceStack(images.length);
  // A tile may be larger than the image, and is decoded whole.
  checkExtent({
    width: header.chunkWidth,
    height: header.compression === 'none' ? Math.min(header.chunkHeight, 1) : header.chunkHeight,
    slices: 1,
    bytesPerPixel: pixelBytes(header),
  });
  const hasRegions = isLarge(header) && canReadRegions(header);
  const checkWhole = (): void => {
    checkExtent({
      width,
      height,
      slices: hasRegions ? 1 : slices,
      volumes: hasRegions ? 1 : volumes,
      bytesPerPixel: pixelBytes(header),
    });
  };
  if (hasRegions) checkPyramid({ width, height, slices, volumes });
  else checkWhole();
  const channels = isColor(header) ? 3 : 1;
  const left = images.length === alike.length ? pages.length - slices * volumes : 0;
  const { slope = 1, intercept = 0, unit = '', remarks = [] } = metadata;
  const scale = channels === 3 ? { slope: 1, intercept: 0 } : { slope, intercept };
  const looks = { channels, ...scale, invert, windows: [] } as const;
  const source = { file, littleEndian, codecs };
  const levels = hasRegions ? await levelsOf(directories, alike, header, file.size) : undefined;
  const allRemarks = [...remarks, ...(levels?.remarks ?? [])];
  const regions =
    levels &&
    regionsOf(source, {
      looks,
      levels: [header, ...levels.smaller.map((level) => level.header)],
      pageOf: ({ slice, volume = 0 }, level) => {
        checkSlice(info, slice, volume);
        const image = images[imageOf(slice, volume)]!;
        return level === 0 ? Promise.resolve(image) : levels.pageOf(image, level - 1);
      },
    });
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
    ...(metadata.magnification === undefined ? {} : { magnification: metadata.magnification }),
    unit: channels === 3 ? '' : unit,
    ...(regions === undefined ? {} : { levels: regions.levels }),
    ...(levels === undefined || levels.others.length === 0 ? {} : { others: levels.others }),
    ...(allRemarks.length === 0 ? {} : { remarks: allRemarks }),
    encoding: describe(header, levels === undefined ? left : 0),
  };
  return {
    info,
    async readSlice(index, volume = 0) {
      checkSlice(info, index, volume);
      checkWhole();
      const data = await readPixels({ ...source, ...images[imageOf(index, volume)]! }, rectOf(header));
      return { width, height, data, ...looks };
    },
    ...(regions === undefined ? {} : { regions }),
  };
}

interface FoundLevels extends Omit<ReturnType<typeof findLevels>, 'smaller'> {
  readonly smaller: readonly Page[];
  /** The page of a smaller version of an image. */
  readonly pageOf: (image: Page, level: number) => Promise<Page>;
}

/** The smaller versions that the file holds: named by each page, or among the pages of an image of one slice. */
async function levelsOf(
  { pages, directoryAt }: DirectoryFile,
  alike: readonly Page[],
  header: PageHeader,
  fileSize: number,
): Promise<FoundLevels> {
  const subDirectories = (page: Directory): Promise<Directory[]> =>
    Promise.all(
      page
        .numbers(tag.subDirectories)
        .filter((offset) => offset < fileSize)
        .map(directoryAt),
    );
  const named = new Map<Directory, Promise<readonly Page[]>>();
  const namedBy = ({ page }: Page): Promise<readonly Page[]> => {
    const known =
      named.get(page) ??
      subDirectories(page).then((found) => findLevels(header, found, { fileSize, within: true }).smaller);
    named.set(page, known);
    return known;
  };
  const [first] = alike;
  const isPicture = new Set(alike.map(({ page }) => page));
  const apart = pages.filter((page) => !isPicture.has(page));
  const within = first!.page.has(tag.subDirectories);
  const outside = first!.page.numbers(tag.subDirectories).filter((offset) => offset >= fileSize).length;
  const lost =
    outside === 0 ? [] : [t`${outside} smaller versions of the image lie outside the file and are left out.`];
  const beside = findLevels(header, within || alike.length > 1 ? [] : apart, { fileSize, within: false });
  if (!within) return { ...beside, pageOf: (_, level) => Promise.resolve(beside.smaller[level]!) };
  const own = findLevels(header, await subDirectories(first!.page), { fileSize, within: true });
  return {
    smaller: own.smaller,
    others: beside.others,
    remarks: [...lost, ...own.remarks],
    pageOf: async (image, level) => {
      const found = (await namedBy(image)).find((page) => page.header.width === own.smaller[level]!.header.width);
      // Not every page has to have every version.
      if (found === undefined) throw damaged(t`A page of the TIFF lacks a smaller version that the first one has.`);
      return found;
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
function behind([first, ...others]: readonly Page[], fileSize: number, { images = 1 }: Metadata): Page[] | undefined {
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
  checkComplete(fileSize, start + images * step);
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
