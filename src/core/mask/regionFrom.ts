import { GrowingList } from '../base/growingList';
import type { Size } from '../geometry/rect';
import { finish, type Steps } from '../base/steps';
import type { Connectivity } from './components';
import { Mask } from './mask';

/** Pixels that are looked at in a step. */
const stepPixels = 1 << 18;

/**
 * The connected pixels around one that fulfil a condition; empty when that one does not. It is filled run by run: of an image of
 * many millions of pixels, one by one would take a second.
 * @param start index of the pixel
 * @param belongs by the index of a pixel
 */
export function regionFrom(
  size: Size,
  start: number,
  belongs: (index: number) => boolean,
  connectivity: Connectivity = 4,
): Mask {
  return finish(regionSteps(size, start, belongs, connectivity));
}

/** As {@link regionFrom}, in steps: noise has many short runs. */
export function* regionSteps(
  { width, height }: Size,
  start: number,
  belongs: (index: number) => boolean,
  connectivity: Connectivity = 4,
): Steps<Mask> {
  const region = new Mask(width, height);
  if (!belongs(start)) return region;
  const { data } = region;
  const reach = connectivity === 8 ? 1 : 0;
  const waiting = new GrowingList();
  waiting.push(start);
  /** Has the first pixel of every run between two of a row filled later. */
  const look = (from: number, to: number): void => {
    for (let at = from, isInRun = false; at < to; at++) {
      const isNew = data[at] === 0 && belongs(at);
      if (isNew && !isInRun) waiting.push(at);
      isInRun = isNew;
    }
  };
  let seen = 0;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (data[at] === 1) continue;
    if (seen > stepPixels) {
      seen = 0;
      yield;
    }
    const row = Math.floor(at / width) * width;
    let [first, end] = [at, at + 1];
    while (first > row && data[first - 1] === 0 && belongs(first - 1)) first--;
    while (end < row + width && data[end] === 0 && belongs(end)) end++;
    data.fill(1, first, end);
    const [from, to] = [Math.max(first - reach, row), Math.min(end + reach, row + width)];
    // Runs of a single pixel take as long as some dozens of a long one.
    seen += 3 * (to - from) + 16;
    if (row > 0) look(from - width, to - width);
    if (row + width < data.length) look(from + width, to + width);
  }
  return region;
}

/** Whether a mask has pixels at the edge of the image. */
export function touchesEdge({ width, height, data }: Mask): boolean {
  for (let x = 0; x < width; x++) if (data[x] === 1 || data[(height - 1) * width + x] === 1) return true;
  for (let y = 0; y < height; y++) if (data[y * width] === 1 || data[(y + 1) * width - 1] === 1) return true;
  return false;
}
