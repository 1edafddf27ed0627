import { placeOf, type SlicePlace } from '../image/slicePlace';
import { estimateOf } from '../quality/estimate';
import type { Fits } from '../quality/fits';
import type { SidecarObject } from '../sidecar/sidecar';
import { isUnreviewed } from './verdict';

/** An image with unreviewed masks, and the place of the one with the lowest estimate. */
export interface ReviewItem extends SlicePlace {
  /** Path of the image, relative to the reviewed folder, with `/` between folders. */
  readonly image: string;
  /** Number of its unreviewed masks. */
  readonly masks: number;
  /** Lowest estimated Dice of them; undefined when one has no estimate. */
  readonly quality?: number;
  /** Lowest Dice of its masks with masks that existed before, where there are any. */
  readonly agreement?: number;
  /** Whether the item is in its place to check that a high estimate deserves trust. */
  readonly isAudit?: true;
}

/**
 * The item for an image's objects; undefined when there is nothing to review.
 * @param fits estimate the quality; the shipped ones when left out
 */
export function reviewItem(image: string, objects: readonly SidecarObject[], fits?: Fits): ReviewItem | undefined {
  const worst = worstObject(objects, fits);
  if (worst === undefined) return undefined;
  const { quality } = estimateOf(worst, fits);
  const masks = objects.filter(isUnreviewed).length;
  return { image, masks, ...placeOf(worst), ...(quality === undefined ? {} : { quality }) };
}

/** The unreviewed object that a reviewer should see first: one without an estimate, or the one with the lowest. */
export function worstObject(objects: readonly SidecarObject[], fits?: Fits): SidecarObject | undefined {
  return objects
    .filter(isUnreviewed)
    .map((object) => ({ object, quality: estimateOf(object, fits).quality }))
    .toSorted(byQuality)[0]?.object;
}

/** Nothing speaks for what has no estimate, so it comes first. */
export function byQuality(a: { quality?: number | undefined }, b: { quality?: number | undefined }): number {
  return (a.quality ?? -1) - (b.quality ?? -1);
}
