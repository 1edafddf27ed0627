/** Label values of an image or volume, pixel by pixel. */
export type Values = Uint8Array | Uint16Array;

/**
 * Merges two label maps of one image pixel by pixel: a pixel that one side has changed is as that side has it.
 * @param base of the same length; undefined where both sides have added the file, as if nothing had been labelled
 * @returns with ours where both have changed a pixel differently, and how many those are
 */
export function mergeValues(
  base: Values | undefined,
  ours: Values,
  theirs: Values,
): { readonly values: Values; readonly conflicts: number } {
  const values = ours.BYTES_PER_ELEMENT >= theirs.BYTES_PER_ELEMENT ? ours.slice() : Uint16Array.from(ours);
  let conflicts = 0;
  for (let i = 0; i < values.length; i++) {
    const [was, here, there] = [base?.[i] ?? 0, ours[i]!, theirs[i]!];
    if (here === there || there === was) continue;
    if (here === was) values[i] = there;
    else conflicts++;
  }
  return { values, conflicts };
}

/**
 * What has changed between two label maps, a line for each value.
 * @param nameOf what a value is called
 */
export function diffValues(before: Values, after: Values, nameOf: (value: number) => string): string[] {
  const counts = new Map<number, { was: number; is: number; both: number }>();
  const countsOf = (value: number): { was: number; is: number; both: number } => {
    const known = counts.get(value) ?? { was: 0, is: 0, both: 0 };
    counts.set(value, known);
    return known;
  };
  for (let i = 0; i < Math.max(before.length, after.length); i++) {
    const [was, is] = [before[i] ?? 0, after[i] ?? 0];
    if (was > 0) countsOf(was).was++;
    if (is > 0) countsOf(is).is++;
    if (was > 0 && was === is) countsOf(was).both++;
  }
  return [...counts]
    .sort(([a], [b]) => a - b)
    .flatMap(([value, { was, is, both }]) => {
      if (was === both && is === both) return [];
      if (was === 0) return [`+ ${nameOf(value)}: ${is} pixels`];
      if (is === 0) return [`- ${nameOf(value)}: ${was} pixels`];
      return [`~ ${nameOf(value)}: +${is - both} −${was - both} pixels, Dice ${((2 * both) / (was + is)).toFixed(3)}`];
    });
}
