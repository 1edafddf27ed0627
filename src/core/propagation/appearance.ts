import type { RgbImage } from '../image/rgbImage';
import type { Mask } from '../mask/mask';

/** Bins of the histogram over the 256 grey levels. */
const bins = 32;

/** The shares of the grey levels on an object, evened out between neighbouring bins so that noise counts little. */
export type Appearance = Float64Array;

/**
 * @param image of the mask's size, as the model sees it; colours count as their mean
 * @param mask of one pixel at least
 */
export function appearanceOf({ data, channels }: RgbImage, mask: Mask): Appearance {
  const counts = new Float64Array(bins);
  let total = 0;
  for (let at = mask.data.indexOf(1); at >= 0; at = mask.data.indexOf(1, at + 1)) {
    let level = 0;
    for (let channel = 0; channel < channels; channel++) level += data[at * channels + channel]!;
    counts[Math.floor((level / channels / 256) * bins)]!++;
    total++;
  }
  return counts.map((count, i) => ((counts[i - 1] ?? 0) + 2 * count + (counts[i + 1] ?? 0)) / (4 * total));
}

/** How alike two objects look: the common part of their histograms, 0 to about 1 (Swain and Ballard, 1991). */
export function likeness(a: Appearance, b: Appearance): number {
  return a.reduce((sum, share, i) => sum + Math.min(share, b[i]!), 0);
}
