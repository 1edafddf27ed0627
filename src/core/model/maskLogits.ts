import type { Mask } from '../mask/mask';
import { cellMeans } from './cellMeans';
import type { ImageTransform } from './transform';

/**
 * A mask as low-resolution logits, for a decoder that is to improve on it: each of the G×G cells holds `strength` times the
 * part of the cell that the mask covers, brought from 0..1 to -1..1. Padding counts as uncovered.
 *
 * @param mask of the size of the image that `transform` is of
 * @param grid G
 */
export function maskLogits(mask: Mask, transform: ImageTransform, grid: number, strength: number): Float32Array {
  return cellMeans(mask, transform, grid).map((part) => strength * (2 * part - 1));
}
