import { intersectRect, isEmptyRect, rectOverlap, type Point, type Rect } from '../geometry/rect';
import type { RgbImage } from '../image/rgbImage';
import { componentsAt } from '../mask/components';
import { Mask } from '../mask/mask';
import { overlap } from '../metrics/overlap';
import { contrast } from '../prompt/candidates/contrast';
import { cutOff, proposeBoxes } from '../prompt/candidates/proposals';
import { suppress } from '../prompt/candidates/suppress';
import type { Prompt } from '../prompt/prompt';
import { cellMeans } from './cellMeans';
import { logitGrid } from './config';
import type { Decoded, Embedding, SamUnet } from './samUnet';
import type { ImageTransform } from './transform';

/** Masks of one list agree by no more than this IoU: more similar ones would look the same to a user. */
const sameMask = 0.8;
/** Boxes that agree by more are not both asked about. */
const sameBox = 0.85;
/** A list longer than this is not stepped through. */
const mostCandidates = 5;
/** Of two objects that stand out equally, the larger one is meant more often: exponent of its area. */
const sizeWeight = 0.2;

interface Answer extends Decoded {
  /** G×G, where the logits are positive. */
  readonly mask: Mask;
}

/**
 * Answers clicks with a model that was trained with boxes alone: boxes of several sizes around the clicks are asked about,
 * then the tight boxes of what they show at the clicks, all in two runs of the decoder.
 *
 * Answers that leave out a positive point or hold a negative one are given only where all do. The others are ranked by how
 * far they stand out from their surroundings in the image: what a model itself says of an answer was measured to rank far
 * worse (docs/model.md).
 *
 * @param embedding of the whole of `image`
 * @param prompt a checked one with a positive point or a box, in image coordinates
 * @returns at least one and at most five answers that differ, the likeliest first
 */
export async function candidates(
  model: SamUnet,
  embedding: Embedding,
  image: RgbImage,
  prompt: Prompt,
): Promise<Decoded[]> {
  const { points } = prompt;
  const { transform } = embedding;
  const grid = logitGrid(model.card.architecture);
  const cellsOf = (positive: boolean): number[] =>
    points.filter((point) => point.positive === positive).map((point) => cellAt(point, transform, grid));
  const on = cellsOf(true);
  const off = cellsOf(false);
  const ask = (boxes: readonly Rect[]): Promise<Answer[]> => answerBoxes(model, embedding, boxes);

  const first = await ask(proposeBoxes(prompt, transform.region));
  const tight = first.flatMap(({ mask }) => {
    const bounds = componentsAt(mask, on)?.bounds;
    const found = bounds && cutOff(intersectRect(cellsToImage(bounds, transform, grid), transform.region), points);
    return found === undefined || isEmptyRect(found) ? [] : [found];
  });
  const answers = tight.length === 0 ? first : await ask(suppress(tight, rectOverlap, sameBox));

  const disobeyed = ({ mask }: Answer): number =>
    on.filter((at) => mask.data[at] === 0).length + off.filter((at) => mask.data[at] === 1).length;
  const fewest = Math.min(...answers.map(disobeyed));
  const colours = cellColours(image, transform, grid);
  const score = ({ mask }: Answer): number => contrast(mask, colours) * mask.area ** sizeWeight;
  const ranked = answers
    .filter((answer) => disobeyed(answer) === fewest)
    .map((answer) => ({ answer, score: score(answer) }))
    .toSorted((a, b) => b.score - a.score)
    .map(({ answer }) => answer);
  return suppress(ranked, (a, b) => overlap(a.mask, b.mask).iou, sameMask, mostCandidates);
}

/** The model's masks for boxes, each on its own. */
async function answerBoxes(model: SamUnet, embedding: Embedding, boxes: readonly Rect[]): Promise<Answer[]> {
  const prompts = boxes.map((box) => ({ box: embedding.transform.rectToModel(box), points: [] }));
  const decoded = await model.decode(embedding, prompts);
  const grid = logitGrid(model.card.architecture);
  return decoded.map((answer) => ({
    ...answer,
    mask: new Mask(
      grid,
      grid,
      Uint8Array.from(answer.logits, (logit) => (logit > 0 ? 1 : 0)),
    ),
  }));
}

/** Index of the logit cell that shows a point of the image. */
function cellAt(point: Point, transform: ImageTransform, grid: number): number {
  const { x, y } = transform.pointToModel(point);
  const cell = transform.modelSize / grid;
  const index = (value: number): number => Math.min(grid - 1, Math.max(0, Math.floor((value + 0.5) / cell)));
  return index(y) * grid + index(x);
}

function cellsToImage({ x0, y0, x1, y1 }: Rect, transform: ImageTransform, grid: number): Rect {
  const cell = transform.modelSize / grid;
  return transform.rectToImage({ x0: x0 * cell, y0: y0 * cell, x1: x1 * cell, y1: y1 * cell });
}

/** The mean brightness of each logit cell by channel, 0..255; NaN where a cell is not wholly in the image. */
function cellColours(
  { data, width, height, channels }: RgbImage,
  transform: ImageTransform,
  grid: number,
): Float32Array[] {
  const cell = transform.modelSize / grid;
  const { resized } = transform;
  return Array.from({ length: channels }, (_, offset) =>
    cellMeans({ data, width, height, stride: channels, offset }, transform, grid).map((mean, at) => {
      const x = at % grid;
      const y = (at - x) / grid;
      return (x + 1) * cell <= resized.width && (y + 1) * cell <= resized.height ? mean : NaN;
    }),
  );
}
