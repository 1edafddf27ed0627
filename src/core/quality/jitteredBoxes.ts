import { rectHeight, rectWidth, type Rect } from '../geometry/rect';

/** Directions of the shifts along each axis. */
const shifts = [
  [-1, 1],
  [1, -1],
] as const;

/** Smaller ones are more informative than larger ones (docs/evaluation.md). */
const scale = 0.93;

/** Shift along an axis: a share of the side, at most some pixels; users rarely miss by more. */
const shift = { share: 0.06, pixels: 5 };

/** Boxes that the same user might have drawn, in image coordinates, the most informative first. */
export function jitteredBoxes(box: Rect): Rect[] {
  const [width, height] = [rectWidth(box), rectHeight(box)];
  const move = (side: number): number => Math.min(shift.share * side, shift.pixels);
  const [rx, ry] = [(width * scale) / 2, (height * scale) / 2];
  return shifts.map(([across, down]) => {
    const cx = (box.x0 + box.x1) / 2 + across * move(width);
    const cy = (box.y0 + box.y1) / 2 + down * move(height);
    return { x0: cx - rx, y0: cy - ry, x1: cx + rx, y1: cy + ry };
  });
}
