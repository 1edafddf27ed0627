import { rectHeight, rectWidth, uniteRects, type Rect } from '../geometry/rect';
import { partsOf } from '../mask/components';
import { Mask } from '../mask/mask';
import { decodePart, encodePart } from '../mask/part';
import { boundsOf, decodeRunLength, fillRuns, runOverlap, type RunLengthMask } from '../mask/runLength';
import { separateTouching } from '../mask/separateTouching';

/**
 * How the objects of a label are distinguished, by the parts of their image that objects of the examples cover. Parts that cover less
 * than half of `smallest` are noise. Those that cover far more than `typical` are asked about again; labels that were taught before
 * that was measured have none.
 */
export interface Instances {
  readonly smallest: number;
  readonly typical?: number | undefined;
}

/** A connected component of a mask, then the parts that it is separated into where it is as large as several objects. */
export type FoundPart = readonly [RunLengthMask, ...RunLengthMask[]];

/** Two answers with a higher Dice coefficient are one object, and an answer with a lower one is another object: half of both is common. */
const same = 2 / 3;

/** The components of a mask that are not noise, in reading order of their first pixels. */
export function foundParts(mask: RunLengthMask, { smallest, typical }: Instances): readonly FoundPart[] {
  const [width, height] = mask.size;
  const pixels = width * height;
  const { labels, areas } = partsOf(decodeRunLength(mask));
  const rects = rectsOf(labels, width, areas.length);
  return areas.flatMap((area, i): FoundPart[] => {
    const rect = rects[i];
    if (rect === undefined || area < (smallest / 2) * pixels) return [];
    const part = labelled(labels, width, rect, i + 1);
    const separate = typical === undefined ? [part] : separateTouching(part, typical * pixels);
    const encode = (each: Mask): RunLengthMask => encodePart(each, rect, mask.size);
    return [[encode(part), ...(separate.length < 2 ? [] : separate.map(encode))]];
  });
}

/**
 * The masks of the objects in the parts of a component: the model's answers to their boxes, or the parts themselves where it has
 * answered with something else. A pixel that two answers claim belongs to the part that it lies in.
 *
 * @param answers as many as there are parts
 * @returns undefined where the model sees one object in several parts
 */
export function ownMasks(
  parts: readonly RunLengthMask[],
  answers: readonly RunLengthMask[],
): readonly RunLengthMask[] | undefined {
  if (answers.some((mask, i) => answers.slice(0, i).some((other) => runOverlap(mask, other).dice > same))) {
    return undefined;
  }
  const [size] = parts.map((part) => part.size);
  if (size === undefined) return [];
  const owners = new Uint16Array(size[0] * size[1]);
  for (const [i, part] of parts.entries()) fillRuns(owners, part, i + 1);
  return parts.map((part, i) => {
    const answer = answers[i]!;
    const rect = boundsOf(answer);
    if (rect === undefined) return part;
    const own = decodePart(answer, rect);
    for (let y = 0; y < own.height; y++) {
      for (let x = 0; x < own.width; x++) {
        const owner = owners[(rect.y0 + y) * size[0] + rect.x0 + x]!;
        if (owner !== 0 && owner !== i + 1) own.data[y * own.width + x] = 0;
      }
    }
    const runs = encodePart(own, rect, size);
    return runOverlap(runs, part).dice > same ? runs : part;
  });
}

/** The smallest rectangles around the pixels of each label, that of label 1 first. */
function rectsOf(labels: Int32Array, width: number, count: number): readonly (Rect | undefined)[] {
  const rects = new Array<Rect | undefined>(count).fill(undefined);
  for (let at = 0; at < labels.length; at++) {
    const label = labels[at]!;
    if (label === 0) continue;
    const start = at;
    const row = at - (at % width) + width;
    while (at + 1 < row && labels[at + 1] === label) at++;
    const y0 = Math.floor(start / width);
    const run = { x0: start % width, y0, x1: (at % width) + 1, y1: y0 + 1 };
    const known = rects[label - 1];
    rects[label - 1] = known === undefined ? run : uniteRects(known, run);
  }
  return rects;
}

/** What of a rectangle has a label. */
function labelled(labels: Int32Array, width: number, rect: Rect, label: number): Mask {
  const part = new Mask(rectWidth(rect), rectHeight(rect));
  for (let y = 0; y < part.height; y++) {
    const row = (rect.y0 + y) * width + rect.x0;
    for (let x = 0; x < part.width; x++) part.data[y * part.width + x] = Number(labels[row + x] === label);
  }
  return part;
}
