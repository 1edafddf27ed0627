import { quantile } from '../statistics/quantile';

/** Masks of a label, or images, from which on they can be compared. */
export const fewest = 20;

/** Quartiles apart that a value lies beyond the quartiles to be far out (Tukey, Exploratory Data Analysis, 1977, 2D). */
const farOut = 3;

/**
 * The values beyond which one is far out among others.
 * @param least what the distance of the quartiles counts for at least, so that equal values leave some room
 */
export function fences(values: readonly number[], least: number): readonly [low: number, high: number] {
  const [first, third] = [quantile(values, 0.25), quantile(values, 0.75)];
  const room = farOut * Math.max(third - first, least);
  return [first - room, third + room];
}

/** The number above which a count is more than usual: nine of ten do not exceed it, and it is not far out. */
export function usualCount(counts: readonly number[]): number {
  return Math.max(Math.floor(quantile(counts, 0.9)), Math.floor(fences(counts, 0)[1]));
}
