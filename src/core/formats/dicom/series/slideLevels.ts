import type { Size } from '../../../geometry/rect';
import { t, type Message } from '../../../text/message';
import type { SliceHeader } from './sliceHeader';

/** Pixels by which rounding may put the proportions of a version out. */
const rounding = 2;

/** A file with its header. */
interface Headered {
  readonly name: string;
  readonly header: SliceHeader;
}

/**
 * Finds the files with smaller versions of a slide among those of its folder: DICOM stores each in an instance of its own
 * (PS3.3 A.32.8).
 * @returns the largest version first, and what is wrong with those that are left out
 */
export function slideLevels<T extends Headered>(
  { header: own }: Headered,
  files: readonly T[],
): { readonly levels: readonly T[]; readonly remarks: readonly Message[] } {
  const levels: { readonly file: T; readonly width: number }[] = [];
  const remarks: Message[] = [];
  if (own.slide === undefined) return { levels: [], remarks };
  for (const file of files) {
    const { seriesUid, slide, color } = file.header;
    if (seriesUid !== own.seriesUid || slide === undefined || slide.width >= own.slide.width) continue;
    if (!hasProportions(slide, own.slide)) {
      remarks.push(
        t`The smaller version in ${file.name} is left out: ${t`Its proportions are not those of the image.`}`,
      );
    } else if (color !== own.color) {
      remarks.push(
        t`The smaller version in ${file.name} is left out: ${t`Its pixels are of another kind than those of the image.`}`,
      );
    } else levels.push({ file, width: slide.width });
  }
  return { levels: levels.sort((a, b) => b.width - a.width).map(({ file }) => file), remarks };
}

function hasProportions({ width, height }: Size, image: Size): boolean {
  return Math.abs((width * image.height) / image.width - height) <= rounding;
}
