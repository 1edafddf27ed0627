import { isShownAsStored, windowOver } from './applyWindow';
import type { MedicalImage } from './medicalImage';
import type { Window } from './window';

/** Slices that are looked into, spread over the volume. */
const sampledSlices = 9;

/** Slices that stand for all of a volume: some, at equal distances; all of a few. */
export function sampledPlaces(slices: number): readonly number[] {
  const count = Math.min(slices, sampledSlices);
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * slices) / count));
}

/**
 * The default window of all slices of a volume, so that contrast stays the same while one scrolls: from the 0.5th to the 99.5th
 * percentile of the finite values that are not padding, taken from some of its slices.
 * @returns null for 8-bit images, which are shown as they are; undefined where each slice has its own: windows of the header,
 *   colour, a single slice
 * @throws UserError when a slice cannot be read
 */
export async function volumeWindow(
  image: Pick<MedicalImage, 'info' | 'readSlice'>,
  volume: number,
): Promise<Window | null | undefined> {
  const { slices, channels } = image.info;
  if (slices === 1 || channels === 3) return undefined;
  const [first, ...others] = sampledPlaces(slices);
  const sample = [await image.readSlice(first!, volume)];
  // Most series have the same windows on every slice, or on none.
  if (sample[0]!.windows.length > 0) return undefined;
  sample.push(...(await Promise.all(others.map((slice) => image.readSlice(slice, volume)))));
  if (sample.some(({ windows }) => windows.length > 0)) return undefined;
  return sample.some(isShownAsStored) ? null : windowOver(sample);
}
