/** Dashes and gaps of outlines, in CSS pixels: those of a colour's first object, of its second, and so on. */
const dashes: readonly (readonly number[])[] = [[], [10, 4], [3, 4], [12, 4, 3, 4]];

/**
 * How the outlines of objects are dashed, in their order: where several have one colour, each differs from the others; after four,
 * dashes repeat.
 */
export function outlineDashes(colors: readonly string[]): readonly (readonly number[])[] {
  const seen = new Map<string, number>();
  return colors.map((color) => {
    const count = seen.get(color) ?? 0;
    seen.set(color, count + 1);
    return dashes[count % dashes.length]!;
  });
}
