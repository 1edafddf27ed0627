import path from 'node:path';
import { UserError } from '../../core/base/error';
import type { Case } from '../../core/evaluation/case';
import type { Picture } from '../../core/evaluation/report/html/cases';
import { writeRgbPng } from '../../core/formats/png/rgb';
import { rectOf } from '../../core/geometry/rect';
import type { RgbImage } from '../../core/image/rgbImage';
import { resizeRegion } from '../../core/model/resize';
import { openImage } from '../image/openImage';
import { VolumeWindows } from '../image/volumeWindows';
import { shownSlice } from '../inference/shownSlice';
import type { Dataset } from './readDataset';

/** Longest side of a picture, in pixels: enough to see what went wrong, small enough for many in one report. */
const longest = 320;

/**
 * The images of cases; those that cannot be read any more are left out.
 * @param array of NumPy archives, the one that was measured
 */
export async function picturesOf(
  cases: readonly Case[],
  datasets: readonly Dataset[],
  array?: string,
): Promise<ReadonlyMap<Case, Picture>> {
  const folders = new Map(datasets.map(({ name, folder }) => [name, folder]));
  const pictures = new Map<Case, Picture>();
  for (const each of cases) {
    try {
      pictures.set(each, await pictureOf(path.join(folders.get(each.set) ?? '', each.image), each.slice, array));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
  return pictures;
}

/** @param slice of a volume; a file of a series is taken alone when left out */
async function pictureOf(file: string, slice: number | undefined, array: string | undefined): Promise<Picture> {
  const series = slice === undefined ? 'single' : 'whole';
  const image = await openImage(file, { series, ...(array === undefined ? {} : { array }) });
  try {
    const window = slice === undefined ? undefined : await new VolumeWindows(image).of(0);
    return pictureFrom(await shownSlice(image, { slice: slice ?? 0 }, window));
  } finally {
    image.dispose();
  }
}

/** An image as the model saw it, made smaller where it is large. */
export function pictureFrom(seen: RgbImage): Picture {
  const factor = Math.min(1, longest / Math.max(seen.width, seen.height));
  const size = {
    width: Math.max(1, Math.round(seen.width * factor)),
    height: Math.max(1, Math.round(seen.height * factor)),
  };
  const png = writeRgbPng(resizeRegion(seen, rectOf(seen), size));
  return { source: `data:image/png;base64,${Buffer.from(png).toString('base64')}` };
}
