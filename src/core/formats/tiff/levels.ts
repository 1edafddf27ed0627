import type { Size } from '../../geometry/rect';
import { t, type Message } from '../../text/message';
import { UserError } from '../../base/error';
import { tag, type Directory } from './directory';
import { isAlike, readHeader, type PageHeader } from './header';

/** A page that is read. */
export interface Page {
  readonly page: Directory;
  readonly header: PageHeader;
  /** See `PageSource`. */
  readonly shift?: number;
}

/** What the pages beside an image are. */
export interface Levels {
  /** Smaller versions of the image, the largest first. */
  readonly smaller: readonly Page[];
  /** Pictures of something else: the label of a slide, a thumbnail. */
  readonly others: readonly (Size & { readonly name: string })[];
  /** What is wrong with versions that are left out. */
  readonly remarks: readonly Message[];
}

/** NewSubfileType: a version of lower resolution. */
const isReduced = 0b1;
/** Pixels by which rounding may put the proportions of a version out. */
const rounding = 2;

/**
 * Finds the smaller versions of an image among other directories of its file.
 * @param fileSize bytes of the file, in which the pixels of a version have to lie
 * @param within whether the directories are named by the image's own, as its versions
 */
export function findLevels(
  first: PageHeader,
  directories: readonly Directory[],
  { fileSize, within }: { readonly fileSize: number; readonly within: boolean },
): Levels {
  const smaller: Page[] = [];
  const others: (Size & { name: string })[] = [];
  const remarks: Message[] = [];
  for (const page of directories) {
    const [width, height] = [page.number(tag.imageWidth, 0), page.number(tag.imageLength, 0)];
    const isTiled = page.has(tag.tileOffsets);
    const isVersion = within || isTiled === first.tiled || (page.number(tag.newSubfileType, 0) & isReduced) !== 0;
    const isNamed = nameOf(page);
    if (!isVersion || isNamed !== undefined || width < 1 || height < 1) {
      others.push({ name: isNamed ?? 'thumbnail', width, height });
      continue;
    }
    const fault = faultOf(page, first, fileSize);
    if (fault === undefined) smaller.push({ page, header: readHeader(page) });
    else if (within || isTiled) remarks.push(t`The version of ${width} × ${height} pixels is left out: ${fault}`);
    else others.push({ name: 'picture', width, height });
  }
  smaller.sort((a, b) => b.header.width - a.header.width);
  return { smaller, others, remarks };
}

/** Aperio's second line of a description names pictures that are no version of the slide. */
function nameOf(page: Directory): string | undefined {
  return /^(label|macro)\b/im.exec(page.text(tag.imageDescription))?.[1]?.toLowerCase();
}

/** Why a page is no version of the image; undefined where it is one. */
function faultOf(page: Directory, first: PageHeader, fileSize: number): Message | undefined {
  let header: PageHeader;
  try {
    header = readHeader(page);
  } catch (error) {
    if (error instanceof UserError) return error.text;
    throw error;
  }
  const { width, height } = header;
  if (width >= first.width || height > first.height) return t`It is not smaller than the image.`;
  if (Math.abs((width * first.height) / first.width - height) > rounding) {
    return t`Its proportions are not those of the image.`;
  }
  if (!isAlike({ ...header, width: first.width, height: first.height }, first)) {
    return t`Its pixels are of another kind than those of the image.`;
  }
  return chunkFault(page, header, fileSize);
}

function chunkFault(page: Directory, header: PageHeader, fileSize: number): Message | undefined {
  const { width, height, chunkWidth, chunkHeight, tiled, planar, samples } = header;
  if (!(chunkWidth > 0 && chunkHeight > 0)) return t`Its tiles have no size.`;
  const needed = Math.ceil(width / chunkWidth) * Math.ceil(height / chunkHeight) * (planar ? samples : 1);
  const offsets = page.numbers(tiled ? tag.tileOffsets : tag.stripOffsets);
  const counts = page.numbers(tiled ? tag.tileByteCounts : tag.stripByteCounts);
  if (offsets.length < needed) return t`It has ${offsets.length} of ${needed} strips or tiles.`;
  const isOutside = offsets.every((offset, i) => offset + (counts[i] ?? 0) > fileSize);
  return isOutside ? t`Its pixels lie outside the file.` : undefined;
}
