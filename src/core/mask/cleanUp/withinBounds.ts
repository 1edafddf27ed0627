import { Mask } from '../mask';

/**
 * Works on the part of a mask around its object, since most objects are far smaller than their image.
 *
 * @param margin pixels around the object that the work needs or may fill; the image's border cuts it off
 * @param work gets a cut-out of the mask and gives one of the same size
 * @returns a mask of the whole size; empty for an empty one
 */
export function withinBounds(mask: Mask, margin: number, work: (part: Mask) => Mask): Mask {
  const result = new Mask(mask.width, mask.height);
  const { bounds } = mask;
  if (bounds === undefined) return result;
  const x0 = Math.max(0, bounds.x0 - margin);
  const y0 = Math.max(0, bounds.y0 - margin);
  const width = Math.min(mask.width, bounds.x1 + margin) - x0;
  const height = Math.min(mask.height, bounds.y1 + margin) - y0;
  const part = new Mask(width, height);
  for (let y = 0; y < height; y++) {
    const from = (y0 + y) * mask.width + x0;
    part.data.set(mask.data.subarray(from, from + width), y * width);
  }
  const worked = work(part);
  for (let y = 0; y < height; y++) {
    result.data.set(worked.data.subarray(y * width, (y + 1) * width), (y0 + y) * mask.width + x0);
  }
  return result;
}
