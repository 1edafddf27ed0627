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
 * the same value. Takes as long as the masks have runs, however large the image is.
 * @param masks all of the same size, in the order in which they are drawn
 */
export function coveredPixels(masks: readonly Pick<LabelledMask, 'mask' | 'value'>[]): Covered[] {
  const found = masks.map(() => ({ area: 0, covered: 0, by: new Set<number>() }));
  /** Masks that have the pixels from `from` on. */
  const here = new Set<number>();
  let from = 0;
  for (const { at, mask, begins } of edgesOf(masks)) {
    if (at > from && here.size > 0) count(masks, found, here, at - from);
    from = at;
    if (begins) here.add(mask);
    else here.delete(mask);
  }
  return found.map(({ area, covered, by }) => ({ area, covered, by: [...by].sort((a, b) => a - b) }));
}

interface Counted {
  area: number;
  covered: number;
  readonly by: Set<number>;
}

/** Counts pixels that some masks have in common. */
function count(
  masks: readonly Pick<LabelledMask, 'value'>[],
  found: readonly Counted[],
  here: ReadonlySet<number>,
  pixels: number,
): void {
  const top = Math.max(...here);
  for (const mask of here) {
    const each = found[mask]!;
    each.area += pixels;
    if (masks[mask]!.value === masks[top]!.value) continue;
    each.covered += pixels;
    each.by.add(top);
  }
}

/** Where a run of the object of a mask begins or ends. */
interface Edge {
  /** Pixel, counted row by row. */
  readonly at: number;
  /** Place in the list of the masks. */
  readonly mask: number;
  readonly begins: boolean;
}

/** All of them in the order of the pixels, ends before beginnings. */
function edgesOf(masks: readonly Pick<LabelledMask, 'mask'>[]): Edge[] {
  const edges = masks.flatMap(({ mask: { counts } }, mask) => {
    let at = 0;
    return Array.from(counts).flatMap((length, i): Edge[] => {
      const start = at;
      at += length;
      if (i % 2 === 0 || length === 0) return [];
      return [
        { at: start, mask, begins: true },
        { at, mask, begins: false },
      ];
    });
  });
  return edges.sort((a, b) => a.at - b.at || Number(a.begins) - Number(b.begins));
}
