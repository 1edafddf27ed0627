/** Numbers from -0.5 to 0.5, the same in every run, by which a hand misses (Park and Miller 1988). */
export function* jitter(): Generator<number, never> {
  for (let seed = 1; ; seed = (seed * 48271) % 2147483647) yield seed / 2147483647 - 0.5;
}
