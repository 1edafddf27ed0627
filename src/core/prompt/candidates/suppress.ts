/**
 * Non-maximum suppression: of items that say nearly the same, only the best stays.
 *
 * @param ranked best first
 * @param overlap how far two items agree, 0..1
 * @param limit an item that agrees with a better one by more than this goes
 * @param count most items that stay
 * @returns those that stay, best first
 */
export function suppress<T>(
  ranked: readonly T[],
  overlap: (a: T, b: T) => number,
  limit: number,
  count = Infinity,
): T[] {
  const kept: T[] = [];
  for (const item of ranked) {
    if (kept.length >= count) break;
    if (kept.every((better) => overlap(better, item) <= limit)) kept.push(item);
  }
  return kept;
}
