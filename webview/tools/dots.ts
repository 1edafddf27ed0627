/** What is needed of a dot: its place in the drawing. */
interface Dot {
  getAttribute(name: 'cx' | 'cy'): string | null;
}

/**
 * The dot that a key goes to from one of a plot: to the right and left, round at the ends, or to the first and last.
 * @returns undefined for other keys
 */
export function neighbourDot<T extends Dot>(dots: readonly T[], from: T, key: string): T | undefined {
  const at = (dot: T, name: 'cx' | 'cy'): number => Number(dot.getAttribute(name));
  const ordered = dots.toSorted((a, b) => at(a, 'cx') - at(b, 'cx') || at(a, 'cy') - at(b, 'cy'));
  const index = ordered.indexOf(from);
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
  if (step !== undefined) return ordered.at((index + step) % ordered.length);
  return key === 'Home' ? ordered[0] : key === 'End' ? ordered.at(-1) : undefined;
}
