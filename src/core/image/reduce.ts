import { rectHeight, rectWidth, type Rect } from '../geometry/rect';
import { newLike, type SampleArray, type Slice } from './slice';

/** First pixel of the finer level for pixel `at` of a coarser one, `ratio` times as small. */
export function finerEdge(at: number, ratio: number, length: number): number {
  return Math.min(Math.round(at * ratio), length);
}

/**
 * Makes a rectangle of a coarser level: each of its pixels is the mean of those of the finer level that it stands for.
 * @param finer a part of the finer level
 * @param origin upper left corner of that part
 * @param rect of the coarser level, in its pixels
 * @param ratio pixels of the finer level along one of the coarser; 1 and more
 */
export function reduced<T extends Slice>(
  finer: T,
  origin: { readonly x0: number; readonly y0: number },
  rect: Rect,
  ratio: number,
): T {
  const { channels, data } = finer;
  const [width, height] = [rectWidth(rect), rectHeight(rect)];
  const result = newLike(data, width * height * channels);
  const isWhole = !(result instanceof Float32Array || result instanceof Float64Array);
  const columns = edges(rect.x0, rect.x1, ratio, origin.x0, finer.width);
  const rows = edges(rect.y0, rect.y1, ratio, origin.y0, finer.height);
  const sums = new Float64Array(width * channels);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [rows[2 * y]!, rows[2 * y + 1]!];
    sums.fill(0);
    for (let row = top; row < bottom; row++) addRow(sums, data, row * finer.width * channels, columns, channels);
    for (let x = 0; x < width; x++) {
      const count = (bottom - top) * (columns[2 * x + 1]! - columns[2 * x]!);
      for (let channel = 0; channel < channels; channel++) {
        const mean = sums[x * channels + channel]! / count;
        result[(y * width + x) * channels + channel] = isWhole ? Math.round(mean) : mean;
      }
    }
  }
  return { ...finer, width, height, data: result };
}

/** Adds a row of the finer level to the sums of the pixels that it belongs to. Runs for every pixel of an image: it is plain. */
function addRow(sums: Float64Array, data: SampleArray, start: number, columns: Int32Array, channels: 1 | 3): void {
  const width = columns.length / 2;
  if (channels === 1) {
    for (let x = 0; x < width; x++) {
      const end = start + columns[2 * x + 1]!;
      let sum = 0;
      for (let from = start + columns[2 * x]!; from < end; from++) sum += data[from]!;
      sums[x]! += sum;
    }
    return;
  }
  for (let x = 0; x < width; x++) {
    const end = start + 3 * columns[2 * x + 1]!;
    let [red, green, blue] = [0, 0, 0];
    for (let from = start + 3 * columns[2 * x]!; from < end; from += 3) {
      red += data[from]!;
      green += data[from + 1]!;
      blue += data[from + 2]!;
    }
    sums[3 * x]! += red;
    sums[3 * x + 1]! += green;
    sums[3 * x + 2]! += blue;
  }
}

/** First pixel of the part and the one after the last, for each pixel of the coarser level: at least one. */
function edges(from: number, to: number, ratio: number, origin: number, length: number): Int32Array {
  const found = new Int32Array(2 * (to - from));
  for (let at = from; at < to; at++) {
    const first = Math.min(finerEdge(at, ratio, Infinity) - origin, length - 1);
    found[2 * (at - from)] = first;
    found[2 * (at - from) + 1] = Math.max(first + 1, Math.min(finerEdge(at + 1, ratio, Infinity) - origin, length));
  }
  return found;
}
