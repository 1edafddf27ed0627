import { intersectRect, isEmptyRect, rectHeight, rectWidth, type Rect } from '../geometry/rect';
import { finish, type Steps } from '../base/steps';
import { Mask } from './mask';
import { stepRuns, type RunLengthMask } from './runLength';

/**
 * Parts of masks, for images of which no mask is ever drawn as a whole. Rectangles have whole-number sides and lie inside of the
 * image.
 */

/** The pixels of a rectangle, as a mask of its size. */
export function decodePart(runs: RunLengthMask, rect: Rect): Mask {
  return finish(partSteps(runs, rect));
}

/** As {@link decodePart}, in steps: masks of noise have millions of runs. */
export function* partSteps(runs: RunLengthMask, rect: Rect): Steps<Mask> {
  const part = new Mask(rectWidth(rect), rectHeight(rect));
  const [width] = runs.size;
  const { counts } = runs;
  for (let i = 1, start = counts[0] ?? 0; i < counts.length; i += 2) {
    const end = start + counts[i]!;
    const last = Math.min(Math.floor((end - 1) / width), rect.y1 - 1);
    for (let y = Math.max(Math.floor(start / width), rect.y0); y <= last; y++) {
      const from = Math.max(start - y * width, rect.x0);
      const to = Math.min(end - y * width, rect.x1);
      if (to > from)
        part.data.fill(1, (y - rect.y0) * part.width + from - rect.x0, (y - rect.y0) * part.width + to - rect.x0);
    }
    start = end + (counts[i + 1] ?? 0);
    if (i % stepRuns === 1) yield;
  }
  return part;
}

/** Run lengths of a mask that has pixels in a rectangle alone. @param size of the image */
export function encodePart(part: Mask, rect: Rect, size: readonly [width: number, height: number]): RunLengthMask {
  const builder = new RunBuilder(size);
  builder.addPart(part, rect);
  return builder.finish();
}

/**
 * Run lengths of a mask that has pixels in a rectangle alone, each of which stands for a square of `scale` pixels of the image.
 * @param part of ceil(rect / scale) pixels
 */
export function encodeEnlarged(
  part: Mask,
  rect: Rect,
  scale: number,
  size: readonly [width: number, height: number],
): RunLengthMask {
  const builder = new RunBuilder(size);
  for (let row = 0; row < part.height; row++) {
    const runs = [...rowRuns(part, row)];
    for (let y = rect.y0 + row * scale; y < Math.min(rect.y0 + (row + 1) * scale, rect.y1); y++) {
      const origin = y * size[0];
      for (const [start, end] of runs) {
        builder.add(origin + rect.x0 + start * scale, origin + Math.min(rect.x0 + end * scale, rect.x1));
      }
    }
  }
  return builder.finish();
}

/** Run lengths of a mask whose pixels in a rectangle are others. */
export function replacePart(runs: RunLengthMask, rect: Rect, part: Mask): RunLengthMask {
  const builder = new RunBuilder(runs.size);
  const own = partRuns(part, rect, runs.size[0]);
  let next = own.next();
  for (const [start, end] of outside(runs, rect)) {
    for (; next.done !== true && next.value[0] < start; next = own.next()) builder.add(...next.value);
    builder.add(start, end);
  }
  for (; next.done !== true; next = own.next()) builder.add(...next.value);
  return builder.finish();
}

/** Copies what of a mask lies in another one, both placed in the same image. */
export function paste(to: Mask, frame: Rect, from: Mask, rect: Rect): void {
  const both = intersectRect(frame, rect);
  if (isEmptyRect(both)) return;
  for (let y = both.y0; y < both.y1; y++) {
    const start = (y - rect.y0) * from.width + both.x0 - rect.x0;
    const row = from.data.subarray(start, start + rectWidth(both));
    to.data.set(row, (y - frame.y0) * to.width + both.x0 - frame.x0);
  }
}

/** Run lengths of a mask whose object pixels are given run by run, in ascending order. */
export class RunBuilder {
  readonly #size: readonly [width: number, height: number];
  readonly #counts: number[] = [0];
  #end = 0;

  constructor(size: readonly [width: number, height: number]) {
    this.#size = size;
  }

  /** Adds the pixels from the first to the one before `end`, counted row by row. */
  add(start: number, end: number): void {
    if (start === this.#end && this.#counts.length % 2 === 0) this.#counts[this.#counts.length - 1]! += end - start;
    else if (this.#counts.length === 1) this.#counts.splice(0, 1, start, end - start);
    else this.#counts.push(start - this.#end, end - start);
    this.#end = end;
  }

  /** Adds the pixels that lie in a rectangle, which is below everything that was added. */
  addPart(part: Mask, rect: Rect): void {
    for (const [start, end] of partRuns(part, rect, this.#size[0])) this.add(start, end);
  }

  finish(): RunLengthMask {
    const [width, height] = this.#size;
    const rest = width * height - this.#end;
    if (this.#counts.length === 1) return { size: this.#size, counts: [rest] };
    return { size: this.#size, counts: rest > 0 ? [...this.#counts, rest] : this.#counts };
  }
}

function* objectRuns({ counts }: RunLengthMask): Generator<readonly [start: number, end: number]> {
  let at = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!;
    if (i % 2 === 1 && count > 0) yield [at, at + count];
    at += count;
  }
}

/** Runs of a part, counted in the image. */
function* partRuns(part: Mask, rect: Rect, width: number): Generator<[start: number, end: number]> {
  for (let y = 0; y < part.height; y++) {
    const origin = (rect.y0 + y) * width + rect.x0;
    for (const [start, end] of rowRuns(part, y)) yield [origin + start, origin + end];
  }
}

/** Runs of a row, counted from its left. */
function* rowRuns({ width, data }: Mask, y: number): Generator<[start: number, end: number]> {
  const row = data.subarray(y * width, (y + 1) * width);
  for (let start = row.indexOf(1); start >= 0;) {
    const next = row.indexOf(0, start);
    const end = next < 0 ? width : next;
    yield [start, end];
    start = next < 0 ? -1 : row.indexOf(1, next);
  }
}

/** What of the object's runs lies outside of a rectangle. */
function* outside(runs: RunLengthMask, rect: Rect): Generator<readonly [start: number, end: number]> {
  const [width] = runs.size;
  const [first, last] = [rect.y0 * width + rect.x0, (rect.y1 - 1) * width + rect.x1];
  for (const [start, end] of objectRuns(runs)) {
    if (end <= first || start >= last) {
      yield [start, end];
      continue;
    }
    let at = start;
    for (let y = Math.max(Math.floor(start / width), rect.y0); y < rect.y1 && y * width + rect.x0 < end; y++) {
      const [from, to] = [y * width + rect.x0, y * width + rect.x1];
      if (at < from) yield [at, Math.min(end, from)];
      at = Math.max(at, to);
    }
    if (at < end) yield [at, end];
  }
}
