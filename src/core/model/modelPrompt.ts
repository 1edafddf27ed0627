import type { Rect } from '../geometry/rect';
import type { PointPrompt, Prompt } from '../prompt/prompt';
import type { Tensor } from './runtime';
import type { ImageTransform } from './transform';

/** A prompt in model pixels, before the decoder's shift by half a pixel. */
export interface ModelPrompt {
  readonly box?: Rect;
  readonly points: readonly PointPrompt[];
  /** Low-resolution logits of an earlier answer for the same region, to be improved on. */
  readonly previousLogits?: Float32Array;
}

/** Values of the decoder input `point_labels`. */
const label = { padding: -1, negative: 0, positive: 1, boxStart: 2, boxEnd: 3 } as const;

/** Maps a checked prompt into the model input. */
export function toModelPrompt(prompt: Prompt, transform: ImageTransform): ModelPrompt {
  const points = prompt.points.map(({ positive, ...point }) => ({ ...transform.pointToModel(point), positive }));
  return prompt.box === undefined ? { points } : { points, box: transform.rectToModel(prompt.box) };
}

/** Number of tokens the prompt becomes; only prompts of equal count can share a decoder call exactly. */
export function tokenCount({ box, points }: ModelPrompt): number {
  return box !== undefined ? points.length + 2 : points.length > 0 ? points.length + 1 : 0;
}

/**
 * The prompt inputs of one decoder call: `point_coords` N×P×2, `point_labels` N×P, `mask_input` M×1×G×G and
 * `has_mask_input` M×1, where M is 1 when no prompt has previous logits. As published, a padding point follows the points
 * if and only if there is no box.
 *
 * @param prompts prompts of equal {@link tokenCount}
 * @param grid side G of the logit grid
 */
export function promptTensors(prompts: readonly ModelPrompt[], grid: number): Record<string, Tensor> {
  const [first] = prompts;
  const perPrompt = first === undefined ? 0 : tokenCount(first);
  if (prompts.some((prompt) => tokenCount(prompt) !== perPrompt)) {
    throw new RangeError('All prompts of a decoder call must have the same number of tokens.');
  }
  const rows = prompts.flatMap(tokensOf);
  const masks = prompts.some((prompt) => prompt.previousLogits !== undefined) ? prompts.length : 1;
  const cells = grid * grid;
  const maskInput = new Float32Array(masks * cells);
  const hasMask = new Float32Array(masks);
  prompts.forEach(({ previousLogits }, i) => {
    if (previousLogits === undefined) return;
    maskInput.set(previousLogits, i * cells);
    hasMask[i] = 1;
  });
  return {
    point_coords: {
      dims: [prompts.length, perPrompt, 2],
      data: Float32Array.from(rows.flatMap(([x, y]) => [x, y])),
    },
    point_labels: { dims: [prompts.length, perPrompt], data: Float32Array.from(rows, ([, , kind]) => kind) },
    mask_input: { dims: [masks, 1, grid, grid], data: maskInput },
    has_mask_input: { dims: [masks, 1], data: hasMask },
  };
}

function tokensOf({ box, points }: ModelPrompt): (readonly [x: number, y: number, label: number])[] {
  const clicks = points.map(({ x, y, positive }) => [x, y, positive ? label.positive : label.negative] as const);
  if (box !== undefined) return [...clicks, [box.x0, box.y0, label.boxStart], [box.x1, box.y1, label.boxEnd]];
  return clicks.length > 0 ? [...clicks, [0, 0, label.padding]] : [];
}
