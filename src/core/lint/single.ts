import type { SlicePlace } from '../image/slicePlace';
import { t, type Message } from '../text/message';
import type { MaskMeasure } from './measureMask';
import { problem, type Problem } from './problem';

/** Share of a slice from which on it counts as all of it: files that were scaled lose pixels at the border. */
const whole = 0.995;
/** Share of the border, and of the slice, that the ground around an object covers. */
const ground = { border: 0.95, slice: 0.5 };

/**
 * What one mask shows alone: it is empty, covers the whole image, or is that of the ground around an object.
 * @param path of the image
 * @param slices of the image
 */
export function judgeMask(
  path: string,
  { label, slice }: SlicePlace & { readonly label: string },
  slices: number,
  { area, share, border }: MaskMeasure,
): Problem[] {
  const number = slices > 1 ? slice + 1 : undefined;
  if (area === 0) return [problem(path, 'empty-mask', emptyText(label, number))];
  if (share >= whole) return [problem(path, 'whole-image', wholeText(label, number))];
  const isGround = border >= ground.border && share >= ground.slice;
  return isGround ? [problem(path, 'inverted-mask', invertedText(label, number))] : [];
}

function emptyText(label: string, slice: number | undefined): Message {
  return slice === undefined
    ? t`A mask of “${label}” has no pixel.`
    : t`A mask of “${label}” on slice ${slice} has no pixel.`;
}

function wholeText(label: string, slice: number | undefined): Message {
  return slice === undefined
    ? t`The mask of “${label}” covers the whole image.`
    : t`The mask of “${label}” covers all of slice ${slice}.`;
}

function invertedText(label: string, slice: number | undefined): Message {
  return slice === undefined
    ? t`The mask of “${label}” covers the border and most of the image: object and background seem to be swapped.`
    : t`The mask of “${label}” covers the border and most of slice ${slice}: object and background seem to be swapped.`;
}
