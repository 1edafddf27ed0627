import { UserError } from '../base/error';
import {
  containsPoint,
  intersectRect,
  isEmptyRect,
  pixelAt,
  rectHeight,
  rectOf,
  rectWidth,
  roundOutward,
  uniteRects,
  type Rect,
  type Size,
} from '../geometry/rect';
import type { RgbImage } from '../image/rgbImage';
import type { Mask } from '../mask/mask';
import { decodeRunLength } from '../mask/runLength';
import type { CandidatePlace, Prompt, SegmentPrompt } from '../prompt/prompt';
import { t } from '../text/message';
import { assess, type Assessment } from './assess';
import { candidates } from './candidates';
import { checkPrompt } from './checkPrompt';
import { logitGrid } from './config';
import { maskLogits } from './maskLogits';
import { toModelPrompt } from './modelPrompt';
import { logitsToMask } from './postprocess';
import type { Embedding, SamUnet } from './samUnet';
import type { ImageTransform } from './transform';

/**
 * `preview` makes one pass over the whole image; `final` adds zoom-in refinement if the model has it; `assessed` also gathers
 * evidence for the quality of a box's mask, with one or two more decoder runs.
 */
export type Effort = 'preview' | 'final' | 'assessed';

/** Gives the embedding of a region of the image at hand, from a cache or from {@link SamUnet.encode}. */
export type EncodeRegion = (region?: Rect) => Promise<Embedding>;

/** The model's answer to one prompt. */
export interface Segmentation {
  /** Of the image's size. */
  readonly mask: Mask;
  /** Estimated Dice coefficient of the mask, 0..1, where the model has such a head. */
  readonly quality?: number;
  /** Its place among the answers, where clicks were answered with several. */
  readonly candidate?: CandidatePlace;
  /** What the mask was made from; not in previews. */
  readonly assessment?: Assessment;
  /** What the mask was enlarged from. */
  readonly logits: Float32Array;
  readonly transform: ImageTransform;
}

/** Shortest side of a zoom-in region, in image pixels. */
const minRegion = 32;

/** Logit that an earlier mask is given back with; measured best of 2 to 16 (docs/model.md). */
const certain = 2;

/**
 * Segments one object per prompt.
 *
 * With `final`, a model with `zoom` encodes a square region around each box. Points alone do not say how large the object
 * is, and a region around a first mask that is too small hides the rest: they are answered from the whole image.
 *
 * With a model that was not trained for clicks, a prompt with points is answered with one of several {@link candidates}.
 *
 * @param image the one that `encode` encodes
 * @param prompts in image coordinates; null for the mask without any prompt
 * @throws UserError `bad-prompt`, before anything is computed, when a prompt does not fit the image
 */
export async function segment(
  model: SamUnet,
  encode: EncodeRegion,
  image: RgbImage,
  prompts: readonly (SegmentPrompt | null)[],
  effort: Effort,
): Promise<Segmentation[]> {
  const checked = prompts.map((prompt) => check(prompt, image));
  const takesCandidates = (prompt: Prompt): boolean => !model.card.prompts.point && isPlaced(prompt);
  const direct = checked.filter((prompt) => !takesCandidates(prompt));
  const answers = (await segmentDirectly(model, encode, image, direct, effort)).values();
  const results: Segmentation[] = [];
  for (const prompt of checked) {
    const answer = takesCandidates(prompt)
      ? await segmentByCandidates(model, await encode(), image, prompt, effort)
      : answers.next().value;
    if (answer === undefined) throw new RangeError('The decoder returned fewer masks than there were prompts.');
    results.push(answer);
  }
  return results;
}

/** Answers prompts of kinds that the model was trained for, or has no better way to answer. */
async function segmentDirectly(
  model: SamUnet,
  encode: EncodeRegion,
  image: Size,
  prompts: readonly SegmentPrompt[],
  effort: Effort,
): Promise<Segmentation[]> {
  if (prompts.length === 0) return [];
  const zoom = model.card.zoom ?? 1;
  if (effort === 'preview' || zoom <= 1) return decodeAll(model, await encode(), prompts, effort);
  const results: Segmentation[] = [];
  for (const prompt of prompts) {
    const region = zoomRegion(prompt, zoom, image);
    results.push(...(await decodeAll(model, await encode(region), [prompt], effort)));
  }
  return results;
}

async function segmentByCandidates(
  model: SamUnet,
  embedding: Embedding,
  image: RgbImage,
  prompt: Prompt,
  effort: Effort,
): Promise<Segmentation> {
  const found = await candidates(model, embedding, image, prompt);
  const rank = Math.min(Math.max(prompt.candidate ?? 1, 1), found.length);
  const { logits, quality } = found[rank - 1]!;
  return {
    mask: logitsToMask(logits, embedding.transform, image),
    ...{ logits, transform: embedding.transform },
    ...(quality === undefined ? {} : { quality }),
    candidate: { rank, count: found.length },
    ...(effort === 'preview' ? {} : { assessment: { logits } }),
  };
}

/**
 * The zoom-in region: a square of `zoom` times the longest side of `object`, centred on it, of whole pixels, cut
 * to the image; undefined when that is the whole image.
 */
export function regionAround(object: Rect, zoom: number, image: Size): Rect | undefined {
  const side = Math.max(zoom * Math.max(rectWidth(object), rectHeight(object)), minRegion);
  const cx = (object.x0 + object.x1) / 2;
  const cy = (object.y0 + object.y1) / 2;
  const square = { x0: cx - side / 2, y0: cy - side / 2, x1: cx + side / 2, y1: cy + side / 2 };
  const region = intersectRect(roundOutward(square), rectOf(image));
  const isWhole = rectWidth(region) === image.width && rectHeight(region) === image.height;
  return isWhole || isEmptyRect(region) ? undefined : region;
}

/** The zoom-in region of a prompt; undefined for the whole image, as without a box. @param zoom of the model; 1 for none */
export function zoomRegion(prompt: Prompt, zoom: number, image: Size): Rect | undefined {
  if (prompt.box === undefined || zoom <= 1) return undefined;
  return regionAround(extent(prompt.box, prompt), zoom, image);
}

/** `object` enlarged to hold the pixels of all positive points, so that none of them falls outside the zoom-in region. */
function extent(object: Rect, { points }: Prompt): Rect {
  return points.filter(({ positive }) => positive).reduce((all, point) => uniteRects(all, pixelAt(point)), object);
}

async function decodeAll(
  model: SamUnet,
  embedding: Embedding,
  prompts: readonly SegmentPrompt[],
  effort: Effort,
): Promise<Segmentation[]> {
  const { image, transform } = embedding;
  const grid = logitGrid(model.card.architecture);
  const asked = prompts.map(({ previous, ...prompt }) => ({
    ...toModelPrompt(visible(prompt, transform.region), transform),
    ...(previous === undefined
      ? {}
      : { previousLogits: maskLogits(decodeRunLength(previous), transform, grid, certain) }),
  }));
  const answers =
    effort === 'assessed'
      ? await Promise.all(asked.map((each, i) => assess(model, embedding, prompts[i]!, each)))
      : (await model.decode(embedding, asked)).map((decoded) => ({ decoded, assessment: { logits: decoded.logits } }));
  return answers.map(({ decoded: { logits, quality }, assessment }) => ({
    mask: logitsToMask(logits, transform, image),
    ...{ logits, transform },
    ...(quality === undefined ? {} : { quality }),
    ...(effort === 'preview' ? {} : { assessment }),
  }));
}

function check(prompt: SegmentPrompt | null, image: Size): SegmentPrompt {
  if (prompt === null) return { points: [] };
  const { previous } = prompt;
  const [width, height] = previous?.size ?? [image.width, image.height];
  if (width !== image.width || height !== image.height) {
    throw new UserError('bad-prompt', {
      problem: t`The mask prompt has ${width} × ${height} pixels, but the image has ${image.width} × ${image.height}.`,
      advice: t`Use a mask of the size of the image.`,
    });
  }
  return checkPrompt(prompt, image, previous !== undefined);
}

/** Whether points say, alone or with a box, where an object is. */
function isPlaced({ box, points }: Prompt): boolean {
  return points.some(({ positive }) => positive || box !== undefined);
}

/** The prompt without the negative points outside the region, where the mask is empty anyway. */
function visible(prompt: Prompt, region: Rect): Prompt {
  return { ...prompt, points: prompt.points.filter((point) => point.positive || containsPoint(region, point)) };
}
