import { UserError } from '../base/error';
import { Mask } from './mask';

/**
 * Run lengths of a mask row by row: background first, then object, in turn; they add up to `width · height`.
 * (COCO's `counts` are the same idea column by column.)
 */
export interface RunLengthMask {
  readonly size: readonly [width: number, height: number];
  readonly counts: readonly number[];
}

export function encodeRunLength(mask: Mask): RunLengthMask {
  const counts: number[] = [];
  let value = 0;
  let start = 0;
  while (start < mask.data.length) {
    const next = mask.data.indexOf(1 - value, start);
    const end = next < 0 ? mask.data.length : next;
    counts.push(end - start);
    start = end;
    value = 1 - value;
  }
  return { size: [mask.width, mask.height], counts };
}

/** @throws UserError `damaged` when the runs do not add up to the size. */
export function decodeRunLength({ size: [width, height], counts }: RunLengthMask): Mask {
  const total = width * height;
  const sum = counts.reduce((a, b) => a + b, 0);
  if (sum !== total || counts.some((count) => !Number.isInteger(count) || count < 0)) {
    throw new UserError('damaged', {
      problem: `The stored mask has run lengths for ${String(sum)} pixels, but its size is ${String(width)}×${String(height)}.`,
    });
  }
  const mask = new Mask(width, height);
  let position = 0;
  for (const [index, count] of counts.entries()) {
    if (index % 2 === 1) mask.data.fill(1, position, position + count);
    position += count;
  }
  return mask;
}
