import { placesOf, isSamePlace } from '../image/slicePlace';
import { coveredPixels } from '../mask/covered';
import type { LayoutObject } from './layout';

/** Pixels of objects that later ones cover on the same slice, where each pixel can show one object alone. */
export function coveredArea(objects: readonly LayoutObject[]): number {
  return placesOf(objects).reduce((sum, place) => {
    const there = objects.filter((object) => isSamePlace(object, place));
    const covered = coveredPixels(there.map(({ mask }, value) => ({ mask, value })));
    return sum + covered.reduce((all, each) => all + each.covered, 0);
  }, 0);
}

/** What covered pixels are called where they are lost. */
export function overlapLosses(covered: number): readonly string[] {
  return covered === 0 ? [] : [`in ${covered} pixels where objects overlap, only the later object is kept`];
}
