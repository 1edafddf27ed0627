import type { Rect, Size } from '../geometry/rect';
import { Mask } from '../mask/mask';

/**
 * The naive answer to a box, which a model has to beat: the ellipse inscribed in it. A pixel belongs to it when its centre
 * does.
 */
export function inscribedEllipse({ width, height }: Size, box: Rect): Mask {
  const mask = new Mask(width, height);
  const cx = (box.x0 + box.x1) / 2;
  const cy = (box.y0 + box.y1) / 2;
  const rx = (box.x1 - box.x0) / 2;
  const ry = (box.y1 - box.y0) / 2;
  for (let y = Math.max(0, Math.floor(box.y0)); y < Math.min(height, Math.ceil(box.y1)); y++) {
    for (let x = Math.max(0, Math.floor(box.x0)); x < Math.min(width, Math.ceil(box.x1)); x++) {
      if (((x + 0.5 - cx) / rx) ** 2 + ((y + 0.5 - cy) / ry) ** 2 <= 1) mask.data[y * width + x] = 1;
    }
  }
  return mask;
}
