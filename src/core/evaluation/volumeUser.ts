import { difference } from '../mask/difference';
import type { MaskVolume } from '../mask/maskVolume';

/** Objects on fewer slices are left out of the measurement of volumes: there is nothing to propagate. */
export const leastSlices = 5;

/** The slices of a volume that hold an object, in order. */
export function slicesWith(reference: MaskVolume): readonly number[] {
  const indices = Array.from({ length: reference.slices }, (_, slice) => slice);
  return indices.filter((slice) => reference.slice(slice).data.includes(1));
}

/**
 * The slices that a user draws the first boxes on: a third and two thirds of the way through the object, where it is neither
 * beginning nor ending.
 * @param slices that hold the object, in order; at least two
 */
export function boxedSlices(slices: readonly number[]): readonly number[] {
  return [1, 2].map((thirds) => slices[Math.round(((slices.length - 1) * thirds) / 3)]!);
}

/**
 * The slice that a user corrects next: the one with the most wrong pixels, the first of several.
 * @param without slices that a correction has not improved
 * @returns undefined when nothing else is wrong
 */
export function worstSlice(
  answer: MaskVolume,
  reference: MaskVolume,
  without: ReadonlySet<number> = new Set(),
): number | undefined {
  let worst: { readonly slice: number; readonly wrong: number } | undefined;
  for (let slice = 0; slice < reference.slices; slice++) {
    const [own, truth] = [answer.slice(slice), reference.slice(slice)];
    const wrong = difference(own, truth).area + difference(truth, own).area;
    if (wrong > (worst?.wrong ?? 0) && !without.has(slice)) worst = { slice, wrong };
  }
  return worst?.slice;
}
