import type { RgbImage } from '../image/rgbImage';
import type { ModelCard } from './card';
import { resizeRegion } from './resize';
import type { ImageTransform } from './transform';

/**
 * The encoder's input: the transform's region resized, normalised per channel, and padded with zeros to the right and
 * below (after normalising: padding is the mean colour, not black).
 *
 * @returns 1×3×S×S values, channels in the order R, G, B
 */
export function preprocess(
  image: RgbImage,
  { region, resized, modelSize }: ImageTransform,
  { mean, std }: ModelCard['preprocess'],
): Float32Array {
  const { data, channels, width, height } = resizeRegion(image, region, resized);
  const pixels = new Float32Array(3 * modelSize * modelSize);
  for (const channel of [0, 1, 2] as const) {
    const normalised = Float32Array.from({ length: 256 }, (_, value) => (value - mean[channel]) / std[channel]);
    const source = channels === 1 ? 0 : channel;
    for (let y = 0; y < height; y++) {
      const target = (channel * modelSize + y) * modelSize;
      const row = y * width * channels + source;
      for (let x = 0; x < width; x++) pixels[target + x] = normalised[data[row + x * channels] ?? 0] ?? 0;
    }
  }
  return pixels;
}
