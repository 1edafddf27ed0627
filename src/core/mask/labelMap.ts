import { UserError } from '../base/error';
import type { Size } from '../geometry/rect';
import { t } from '../text/message';
import { fillRuns, type RunLengthMask } from './runLength';

export interface LabelledMask {
  /** 0-based; of several volumes counted through all of them. */
  readonly slice: number;
  /** Value of the object's pixels, 1 to 65535. */
  readonly value: number;
  readonly mask: RunLengthMask;
}

/**
 * Draws objects into a map of label values, slice by slice and row by row; 0 is background. Later objects cover earlier
 * ones.
 *
 * @returns `width · height · slices` values, 16-bit when one is above 255
 * @throws UserError `damaged` when an object's mask does not have the size of the image
 */
export function drawLabels(size: Size, slices: number, objects: readonly LabelledMask[]): Uint8Array | Uint16Array {
  const area = size.width * size.height;
  const values = objects.some(({ value }) => value > 255)
    ? new Uint16Array(area * slices)
    : new Uint8Array(area * slices);
  for (const { slice, value, mask } of objects) {
    const [width, height] = mask.size;
    if (width !== size.width || height !== size.height || slice >= slices) {
      throw new UserError('damaged', {
        problem: t`A mask of ${width}×${height} pixels on slice ${slice + 1} does not fit an image of ${size.width}×${size.height}×${slices}.`,
      });
    }
    fillRuns(values.subarray(slice * area, (slice + 1) * area), mask, value);
  }
  return values;
}

/** The values above 0 of a label map, each once, in ascending order. */
export function labelValuesIn(map: Uint8Array | Uint16Array): number[] {
  const seen = new Uint8Array(65_536);
  for (let at = 0; at < map.length; at++) seen[map[at]!] = 1;
  return [...seen.keys()].filter((value) => value > 0 && seen[value] === 1);
}
