import * as v from 'valibot';
import { UserError } from '../base/error';
import { t } from '../text/message';

const text = v.pipe(v.string(), v.minLength(1));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be a SHA-256'));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const unit = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const promptScore = v.optional(v.object({ base: unit, taught: unit }));

/** Schema of a taught label's `card.json`; see {@link TaughtCard}. */
const taughtCardSchema = v.object({
  format: v.literal('sam-unet-taught-label'),
  version: v.literal(1),
  label: text,
  /** The model whose decoder was changed. */
  model: v.object({ name: text, sha256 }),
  /** The changed weights, in the folder of the card. */
  weights: v.object({
    file: v.pipe(text, v.regex(/^weights-[0-9a-f]{12}\.safetensors$/, 'must name a weights file')),
    sha256,
  }),
  /** Regions along a side that an image is taken in. */
  tiles: v.pipe(count, v.minValue(1), v.maxValue(4)),
  /** Set where the model, asked again with the bounds of what was found as a box, did better on held-out examples. */
  secondAnswer: v.optional(v.boolean()),
  /**
   * Set where the examples show several objects each: what is found is separated into its connected components, and those where
   * they touch. `smallest` is the part of its image that the smallest object of the examples covers, `typical` the median of the
   * examples' means; cards that were written before touching objects were separated have none.
   */
  instances: v.optional(v.object({ smallest: unit, typical: v.optional(unit) })),
  /** What it was learnt from: images by their paths in the folder, and who made or accepted the masks. */
  examples: v.array(v.object({ image: text, sha256, slice: count, volume: v.optional(count), by: v.optional(text) })),
  settings: v.object({
    seed: v.string(),
    steps: count,
    holdout: unit,
    tiles: count,
    secondAnswer: v.optional(v.boolean()),
  }),
  /** Measured on examples held out: mean Dice without a prompt, before and after, and a 95 % interval of the latter. */
  heldOut: v.object({
    images: count,
    before: unit,
    after: unit,
    interval: v.nullable(v.tuple([unit, unit])),
  }),
  /**
   * Mean Dice of held-out objects prompted by a box as users draw it or by one click, by the model and by the label's own decoder.
   * Cards that were written before prompts were measured have none.
   */
  prompts: v.optional(v.object({ box: promptScore, point: promptScore })),
  /** What is added to the model's own estimate of a mask's Dice, so that on held-out examples its mean is right. */
  qualityOffset: v.pipe(v.number(), v.minValue(-1), v.maxValue(1)),
  seconds: v.pipe(v.number(), v.minValue(0)),
  at: v.pipe(v.string(), v.isoTimestamp()),
  by: v.string(),
});

/** What a taught label is, what it was learnt from and how well it was measured to do. */
export type TaughtCard = v.InferOutput<typeof taughtCardSchema>;

/** @throws UserError `damaged` naming the field that is wrong */
export function parseTaughtCard(json: string, file: string): TaughtCard {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new UserError('damaged', { file, problem: t`The file is not valid JSON.`, advice, cause });
  }
  const result = v.safeParse(taughtCardSchema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue) ?? '(root)';
  throw new UserError('damaged', { file, problem: t`The field “${field}” is wrong: ${issue.message}.`, advice });
}

const advice = t`Teach the label again, or restore the file from version control.`;
