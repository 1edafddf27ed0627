/** Gives numbers of [0, 1), as `Math.random` does. */
export type Random = () => number;

/** Numbers that depend on `seed` alone: mulberry32, started from the FNV-1a hash of the text. */
export function seededRandom(seed: string): Random {
  let state = 0x811c9dc5;
  for (const char of seed) state = Math.imul(state ^ char.codePointAt(0)!, 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A number of [low, high). */
export function uniform(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}
