/**
 * The slices that are likely to be shown next, likeliest first: those around the shown one, from near to far, at each
 * distance first the one in the direction of scrolling.
 *
 * @param shown slice that is shown, from 0
 * @param before slice that was shown before; undefined at first, which counts as scrolling up the numbers
 * @param slices number of slices of the image
 * @param count greatest number of neighbours
 */
export function likelyNext(shown: number, before: number | undefined, slices: number, count: number): number[] {
  const step = before !== undefined && before > shown ? -1 : 1;
  const found: number[] = [];
  for (let distance = 1; distance < slices && found.length < count; distance++) {
    for (const slice of [shown + step * distance, shown - step * distance]) {
      if (slice >= 0 && slice < slices && found.length < count) found.push(slice);
    }
  }
  return found;
}
