import { rectHeight, rectWidth, type Size } from '../geometry/rect';
import { Mask } from '../mask/mask';
import { RunBuilder } from '../mask/part';
import type { RunLengthMask } from '../mask/runLength';
import type { ImageTransform } from './transform';

/** For each output sample `TAPS` source samples and their weights. */
interface Taps {
  readonly index: Int32Array;
  readonly weight: Float32Array;
}

const taps = 4;

/**
 * The mask where the logits, brought to the size of the transform's region, are positive; empty outside the region.
 *
 * The logits are enlarged twice as published: bilinearly from G×G to the model's size, cut to the resized region, and
 * bilinearly to the region's size, without aligned corners. Both steps are linear and separable, so they are done as one
 * horizontal and one vertical pass of at most four taps.
 *
 * @param logits G×G, positive inside the object
 */
export function logitsToMask(logits: Float32Array, transform: ImageTransform, image: Size): Mask {
  const mask = new Mask(image.width, image.height);
  const { x0, y0 } = transform.region;
  forEachRow(logits, transform, (row, y) => {
    const start = (y0 + y) * image.width + x0;
    for (let x = 0; x < row.length; x++) if ((row[x] ?? 0) > 0) mask.data[start + x] = 1;
  });
  return mask;
}

/**
 * The mask of {@link logitsToMask} as run lengths, for an image that is too large to be drawn.
 * @param transform of a region of that image
 */
export function logitsToRuns(logits: Float32Array, transform: ImageTransform, image: Size): RunLengthMask {
  const runs = new RunBuilder([image.width, image.height]);
  const { x0, y0 } = transform.region;
  forEachRow(logits, transform, (row, y) => {
    const origin = (y0 + y) * image.width + x0;
    for (let x = 0; x < row.length; x++) {
      if (!(row[x]! > 0)) continue;
      const start = x;
      while (x < row.length && row[x]! > 0) x++;
      runs.add(origin + start, origin + x);
    }
  });
  return runs.finish();
}

/** The logits at the size of the transform's region, row by row; see {@link logitsToMask}. */
export function enlargeLogits(logits: Float32Array, transform: ImageTransform): Float32Array {
  const width = rectWidth(transform.region);
  const out = new Float32Array(width * rectHeight(transform.region));
  forEachRow(
    logits,
    transform,
    (row, y) => {
      out.set(row, y * width);
    },
    false,
  );
  return out;
}

/** Calls `visit` with each row of enlarged logits; the array is reused. With `skipEmpty`, rows without a positive value may be left out. */
function forEachRow(
  logits: Float32Array,
  { region, resized, modelSize }: ImageTransform,
  visit: (row: Float32Array, y: number) => void,
  skipEmpty = true,
): void {
  const grid = Math.sqrt(logits.length);
  const width = rectWidth(region);
  const height = rectHeight(region);
  const columns = tapsOf(grid, modelSize, resized.width, width);
  const rows = tapsOf(grid, modelSize, resized.height, height);
  const wide = Array.from({ length: grid }, (_, j) =>
    enlargeRow(logits.subarray(j * grid, (j + 1) * grid), columns, width),
  );
  const positive = wide.map((row) => row.some((value) => value > 0));
  const out = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    const source = (k: number): number => rows.index[y * taps + k] ?? 0;
    if (skipEmpty && ![0, 1, 2, 3].some((k) => positive[source(k)])) continue;
    const [a, b, c, d] = [0, 1, 2, 3].map((k) => wide[source(k)] ?? out) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const [wa, wb, wc, wd] = rows.weight.subarray(y * taps, (y + 1) * taps) as unknown as [
      number,
      number,
      number,
      number,
    ];
    for (let x = 0; x < width; x++) {
      out[x] = wa * (a[x] ?? 0) + wb * (b[x] ?? 0) + wc * (c[x] ?? 0) + wd * (d[x] ?? 0);
    }
    visit(out, y);
  }
}

function enlargeRow(source: Float32Array, { index, weight }: Taps, width: number): Float32Array {
  const out = new Float32Array(width);
  for (let x = 0; x < width; x++) {
    let sum = 0;
    for (let k = x * taps; k < (x + 1) * taps; k++) sum += (weight[k] ?? 0) * (source[index[k] ?? 0] ?? 0);
    out[x] = sum;
  }
  return out;
}

/** Taps of enlarging `grid` samples to `model`, keeping the first `kept` and bringing them to `to` samples. */
function tapsOf(grid: number, model: number, kept: number, to: number): Taps {
  const index = new Int32Array(to * taps);
  const weight = new Float32Array(to * taps);
  for (let i = 0; i < to; i++) {
    bilinear(kept, to, i).forEach(([middle, outer], m) => {
      bilinear(grid, model, middle).forEach(([source, inner], n) => {
        index[i * taps + m * 2 + n] = source;
        weight[i * taps + m * 2 + n] = outer * inner;
      });
    });
  }
  return { index, weight };
}

/** The two source samples and weights of sample `i` when `from` samples become `to`, corners not aligned. */
function bilinear(from: number, to: number, i: number): readonly (readonly [index: number, weight: number])[] {
  const position = Math.max(0, ((i + 0.5) * from) / to - 0.5);
  const low = Math.min(Math.floor(position), from - 1);
  const fraction = position - low;
  return [
    [low, 1 - fraction],
    [Math.min(low + 1, from - 1), fraction],
  ];
}
