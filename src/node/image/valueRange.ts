import type { Slice } from '../../core/image/slice';
import type { OpenedImage } from './openedImage';

/**
 * The smallest and the largest modality value of an image's first volume, padding left out.
 * @returns undefined for colour and for an image without such values
 * @throws UserError that names the file
 */
export async function valueRange(image: OpenedImage): Promise<readonly [number, number] | undefined> {
  if (image.info.channels === 3) return undefined;
  let [low, high] = [Infinity, -Infinity];
  for (let index = 0; index < image.info.slices; index++) {
    for (const value of extremes(await image.readSlice(index))) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return low <= high ? [low, high] : undefined;
}

/** Modality values of the smallest and the largest stored value that are no padding. */
function extremes({ data, slope, intercept, padding }: Slice): readonly number[] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of data) {
    if (padding !== undefined && value >= padding[0] && value <= padding[1]) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low * slope + intercept, high * slope + intercept] : [];
}
