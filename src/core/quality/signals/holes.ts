import { Mask } from '../../mask/mask';
import type { Signal } from '../signal';

/** Share of the filled mask that is mask. */
export const holes: Signal = {
  measure: ({ closeUp: { mask } }) => {
    const area = mask.area;
    return area === 0 ? 0 : area / (area + holeArea(mask));
  },
  flag: 0.9,
  reason: () => 'has holes',
};

/** Number of background pixels that no 4-connected path of background joins to the outside. */
function holeArea({ width, height, data }: Mask): number {
  const outside = new Mask(width + 2, height + 2);
  const isObject = (x: number, y: number): boolean =>
    x > 0 && y > 0 && x <= width && y <= height && data[(y - 1) * width + x - 1] === 1;
  const stack: [x: number, y: number][] = [[0, 0]];
  outside.data[0] = 1;
  let reached = 1;
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const [x, y] = at;
    for (const [nx, ny] of [
      [x - 1, y],
      [x + 1, y],
      [x, y - 1],
      [x, y + 1],
    ] as const) {
      if (nx < 0 || ny < 0 || nx >= outside.width || ny >= outside.height) continue;
      const index = ny * outside.width + nx;
      if (outside.data[index] === 1 || isObject(nx, ny)) continue;
      outside.data[index] = 1;
      reached++;
      stack.push([nx, ny]);
    }
  }
  let object = 0;
  for (const value of data) object += value;
  return outside.data.length - reached - object;
}
