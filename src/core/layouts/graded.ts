import { UserError } from '../base/error';
import type { Size } from '../geometry/rect';
import { t } from '../text/message';

/** Values between background and the largest one that a mask may have however they lie. */
const mostValues = 16;
/** Pixels that each of these values has on average, below which nothing is said of how they lie. */
const leastShare = 4;
/** Share of the pixels with such a value that have the same one to the right and below, in areas of at least three pixels' side. */
const leastFlat = 0.3;

/**
 * Refuses a mask whose values change from pixel to pixel: probabilities that were saved as grey levels, or a blurred mask. Labels
 * and instances fill areas, however many there are.
 * @param values one slice after the other, row by row
 * @throws UserError `unsupported-encoding`
 */
export function refuseGraded({ width }: Pick<Size, 'width'>, values: Uint8Array | Uint16Array): void {
  let top = 0;
  for (const value of values) top = Math.max(top, value);
  const between = new Set<number>();
  let [count, flat] = [0, 0];
  for (const [at, value] of values.entries()) {
    if (value === 0 || value === top) continue;
    between.add(value);
    count++;
    if (values[at + 1] === value && values[at + width] === value) flat++;
  }
  if (between.size <= mostValues || count < leastShare * between.size || flat >= leastFlat * count) return;
  throw new UserError('unsupported-encoding', {
    problem: t`The mask has ${between.size + 1} grey levels that change from pixel to pixel: it holds probabilities or was blurred.`,
    advice: t`Threshold it at half of its largest value, and save it as a PNG with only 0 and 255.`,
  });
}

/** Of a value between whole numbers in a mask. @returns UserError `unsupported-encoding` */
export function probabilities(value: number): UserError {
  return new UserError('unsupported-encoding', {
    problem: t`The mask contains the value ${Number(value.toPrecision(6))}: it holds probabilities, not an object.`,
    advice: t`Threshold it at 0.5, and save it with the values 0 and 1 only.`,
  });
}
