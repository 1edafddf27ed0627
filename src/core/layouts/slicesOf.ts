import type { LayoutImage } from './layout';

type Image = Pick<LayoutImage, 'objects' | 'slices'>;

/** The slices of an image that have objects, in their order. */
export function slicesOf({ objects }: Pick<Image, 'objects'>): number[] {
  return [...new Set(objects.map(({ slice }) => slice))].sort((a, b) => a - b);
}

/** The slices that are written as pictures: those with objects; all of an image that was accepted as empty. */
export function writtenSlices(image: Image): number[] {
  return image.objects.length === 0 ? Array.from({ length: image.slices }, (_, slice) => slice) : slicesOf(image);
}
