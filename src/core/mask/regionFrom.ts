import type { Size } from '../geometry/rect';
import type { Connectivity } from './components';
import { Mask } from './mask';

/**
 * The connected pixels around one that fulfil a condition; empty when that one does not.
 * @param start index of the pixel
 * @param belongs by the index of a pixel
 */
export function regionFrom(
  { width, height }: Size,
  start: number,
  belongs: (index: number) => boolean,
  connectivity: Connectivity = 4,
): Mask {
  const region = new Mask(width, height);
  if (!belongs(start)) return region;
  const stack = [start];
  region.data[start] = 1;
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const [x, y] = [at % width, Math.floor(at / width)];
    for (let row = Math.max(y - 1, 0); row <= Math.min(y + 1, height - 1); row++) {
      const reach = connectivity === 8 || row === y ? 1 : 0;
      for (let column = Math.max(x - reach, 0); column <= Math.min(x + reach, width - 1); column++) {
        const next = row * width + column;
        if (region.data[next] === 1 || !belongs(next)) continue;
        region.data[next] = 1;
        stack.push(next);
      }
    }
  }
  return region;
}

/** Whether a mask has pixels at the edge of the image. */
export function touchesEdge({ width, height, data }: Mask): boolean {
  for (let x = 0; x < width; x++) if (data[x] === 1 || data[(height - 1) * width + x] === 1) return true;
  for (let y = 0; y < height; y++) if (data[y * width] === 1 || data[(y + 1) * width - 1] === 1) return true;
  return false;
}
