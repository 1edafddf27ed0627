import type { SidecarObject } from '../sidecar/sidecar';
import { seededRandom } from '../statistics/random';
import { isUnreviewed } from './verdict';

/** An image with masks that nobody has looked at. */
export interface ReviewItem {
  /** Path of the image, relative to the reviewed folder, with `/` between folders. */
  readonly image: string;
  /** Number of its unreviewed masks. */
  readonly masks: number;
  /** Lowest estimated Dice of them; undefined when one has no estimate. */
  readonly quality?: number;
  /** Slice of that mask, 0-based. */
  readonly slice: number;
}

/** `worst`: by the lowest estimated quality; `random`: in an order that the seed gives; `name`: as they were found. */
export type ReviewOrder = 'worst' | 'random' | 'name';

/** The item for an image's objects; undefined when there is nothing to review. */
export function reviewItem(image: string, objects: readonly SidecarObject[]): ReviewItem | undefined {
  const worst = worstObject(objects);
  if (worst === undefined) return undefined;
  const { quality, slice } = worst;
  return { image, masks: objects.filter(isUnreviewed).length, slice, ...(quality === undefined ? {} : { quality }) };
}

/**
 * Items in the order of a review.
 * @param seed gives the same random order for the same items
 */
export function orderItems(items: readonly ReviewItem[], order: ReviewOrder, seed = 1): ReviewItem[] {
  switch (order) {
    case 'name':
      return [...items];
    case 'worst':
      return items.toSorted(byQuality);
    case 'random':
      return items
        .map((item) => ({ item, place: seededRandom(`${String(seed)}/${item.image}`)() }))
        .sort((a, b) => a.place - b.place)
        .map(({ item }) => item);
  }
}

/** The unreviewed object that a reviewer should see first: one without an estimate, or the one with the lowest. */
export function worstObject(objects: readonly SidecarObject[]): SidecarObject | undefined {
  return objects.filter(isUnreviewed).toSorted(byQuality)[0];
}

/** Nothing speaks for what has no estimate, so it comes first. */
function byQuality(a: { quality?: number | undefined }, b: { quality?: number | undefined }): number {
  return (a.quality ?? -1) - (b.quality ?? -1);
}
