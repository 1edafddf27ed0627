import { rectHeight, rectWidth, type Rect } from '../geometry/rect';
import type { Slice } from '../image/slice';
import { partsOf } from '../mask/components';
import { Mask } from '../mask/mask';

/** Shares of the range of the values: from the one on a pixel is bright, below the other it is dark. */
const [bright, dark] = [0.6, 0.3];
/** Pixels that a letter is high. */
const lowest = 6;
/** Largest share of the smaller side of the picture that it is high. */
const highest = 1 / 8;
/** Letters of a line at least, and different widths or heights among them: the ticks of a scale are alike. */
const [fewest, fewestShapes] = [5, 3];

interface Glyph extends Rect {
  readonly area: number;
}

/**
 * Lines of text that a device has drawn into a picture: rows of bright, thin parts that stand apart on a dark, even ground, as letters do.
 * Text on bright or structured ground, dark text and less than five letters are not found.
 * @returns the bounds of each line
 */
export function writtenText(slice: Slice): Rect[] {
  const { width, height } = slice;
  const values = brightness(slice);
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (!(max > min)) return [];
  const level = min + bright * (max - min);
  const mask = new Mask(width, height);
  for (let i = 0; i < values.length; i++) if (values[i]! >= level) mask.data[i] = 1;
  const ground = min + dark * (max - min);
  const most = Math.min(width, height) * highest;
  const glyphs = partsWithin(mask, most).filter((glyph) => isGlyph(glyph, mask, values, ground));
  return linesOf(glyphs);
}

/** The brightest channel of each pixel: text is often yellow or green. */
function brightness({ width, height, channels, data, slope, invert }: Slice): Float32Array {
  const sign = (slope < 0 ? -1 : 1) * (invert ? -1 : 1);
  return Float32Array.from({ length: width * height }, (_, i) =>
    channels === 1 ? sign * data[i]! : Math.max(data[i * 3]!, data[i * 3 + 1]!, data[i * 3 + 2]!),
  );
}

/** The parts of a mask that are as high as a letter can be. */
function partsWithin(mask: Mask, most: number): Glyph[] {
  const { width } = mask;
  const { labels, areas } = partsOf(mask);
  const bounds = areas.map(() => ({ x0: Infinity, y0: Infinity, x1: 0, y1: 0 }));
  for (let i = 0; i < labels.length; i++) {
    const part = bounds[labels[i]! - 1];
    if (part === undefined) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    part.x0 = Math.min(part.x0, x);
    part.y0 = Math.min(part.y0, y);
    part.x1 = Math.max(part.x1, x + 1);
    part.y1 = Math.max(part.y1, y + 1);
  }
  return bounds.flatMap((rect, i) => {
    const [wide, tall] = [rectWidth(rect), rectHeight(rect)];
    return tall < lowest || tall > most || wide > 1.5 * tall ? [] : { ...rect, area: areas[i]! };
  });
}

/** Whether a part is as thin as the strokes of a letter, and its surroundings are dark. */
function isGlyph(glyph: Glyph, mask: Mask, values: Float32Array, ground: number): boolean {
  const { width, height } = mask;
  const tall = rectHeight(glyph);
  let [inner, around, dim] = [0, 0, 0];
  const at = (x: number, y: number): number => mask.data[y * width + x] ?? 0;
  for (let y = Math.max(0, glyph.y0 - 2); y < Math.min(height, glyph.y1 + 2); y++) {
    for (let x = Math.max(0, glyph.x0 - 2); x < Math.min(width, glyph.x1 + 2); x++) {
      const value = values[y * width + x]!;
      if (at(x, y) === 1) {
        const isInner = x > 0 && x < width - 1 && at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1) === 4;
        if (isInner) inner++;
        continue;
      }
      // Letters are drawn with soft edges.
      if (x > 0 && at(x - 1, y) + at(x, y - 1) + at(x, y + 1) + (x < width - 1 ? at(x + 1, y) : 0) > 0) continue;
      around++;
      if (value < ground) dim++;
    }
  }
  const isThin = inner <= 0.35 * glyph.area || tall < 9;
  return isThin && around > 0 && dim >= 0.85 * around;
}

/** Glyphs that stand beside each other on a line. */
function linesOf(glyphs: readonly Glyph[]): Rect[] {
  const sorted = glyphs.toSorted((a, b) => a.x0 - b.x0);
  const lines: Glyph[][] = [];
  for (const glyph of sorted) {
    const line = lines.find((each) => follows(each.at(-1)!, glyph));
    if (line === undefined) lines.push([glyph]);
    else line.push(glyph);
  }
  return lines
    .filter((line) => line.length >= fewest && shapesOf(line) >= fewestShapes)
    .map((line) => ({
      x0: Math.min(...line.map(({ x0 }) => x0)),
      y0: Math.min(...line.map(({ y0 }) => y0)),
      x1: Math.max(...line.map(({ x1 }) => x1)),
      y1: Math.max(...line.map(({ y1 }) => y1)),
    }));
}

function shapesOf(line: readonly Glyph[]): number {
  return new Set(line.map((glyph) => `${String(rectWidth(glyph))} ${String(rectHeight(glyph))} ${String(glyph.area)}`))
    .size;
}

/** Whether a glyph is the next one of a line: of about the same height, on the same ground line, and near. */
function follows(last: Glyph, next: Glyph): boolean {
  const [a, b] = [rectHeight(last), rectHeight(next)];
  const tall = Math.max(a, b);
  const isNear = next.x0 >= last.x1 - 1 && next.x0 - last.x1 <= 1.2 * tall;
  return isNear && Math.min(a, b) >= 0.6 * tall && Math.abs(last.y1 - next.y1) <= Math.max(1, 0.2 * tall);
}
