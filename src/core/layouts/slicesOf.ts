import type { LayoutImage } from './layout';

/** The slices of an image that have objects, in their order. */
export function slicesOf({ objects }: LayoutImage): number[] {
  return [...new Set(objects.map(({ slice }) => slice))].sort((a, b) => a - b);
}
