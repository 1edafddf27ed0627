import type { LabelledMask } from './labelMap';

/** What others cover of a mask, in a map that has one value for each pixel. */
export interface Covered {
  /** Pixels of the mask. */
  readonly area: number;
  /** Those that have another value in the map. */
  readonly covered: number;
  /** Places in the list of the masks that cover them, in ascending order. */
  readonly by: readonly number[];
}

/**
 * What is lost of masks on one slice when `drawLabels` draws them: later ones cover earlier ones. Nothing is lost to a mask of
 * the same value.
 * @param masks all of the same size, in the order in which they are drawn
 */
export function coveredPixels(masks: readonly Pick<LabelledMask, 'mask' | 'value'>[]): Covered[] {
  const [width, height] = masks[0]?.mask.size ?? [0, 0];
  const top = new Int32Array(width * height);
  for (const [i, { mask }] of masks.entries()) {
    for (const [start, end] of runsOf(mask.counts)) top.fill(i, start, end);
  }
  return masks.map(({ mask, value }) => {
    const by = new Set<number>();
    let [area, covered] = [0, 0];
    for (const [start, end] of runsOf(mask.counts)) {
      area += end - start;
      for (let at = start; at < end; at++) {
        if (masks[top[at]!]!.value === value) continue;
        covered++;
        by.add(top[at]!);
      }
    }
    return { area, covered, by: [...by].sort((a, b) => a - b) };
  });
}

/** First pixel of each run of the object, and the one after its last. */
function* runsOf(counts: readonly number[]): Generator<readonly [number, number]> {
  let at = 0;
  for (const [i, count] of counts.entries()) {
    if (i % 2 === 1) yield [at, at + count];
    at += count;
  }
}
