import * as v from 'valibot';
import { UserError } from '../base/error';
import { t } from '../text/message';
import { modelConfigSchema } from './config';

/** Names of the files in a model folder. */
export const modelFiles = {
  card: 'card.json',
  weights: 'weights.safetensors',
  encoder: 'encoder.onnx',
  decoder: 'decoder.onnx',
  selfTest: 'selftest.safetensors',
} as const;

/** The weights of a model that was imported in place: the PyTorch checkpoint itself. */
export const checkpointFile = 'weights.pth';

const text = v.pipe(v.string(), v.trim(), v.nonEmpty());
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'Expected 64 hexadecimal digits'));
const unit = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const namePattern = /^[a-z0-9][a-z0-9._-]*$/;
const rgb = v.tuple([v.number(), v.number(), v.number()]);
const positive = v.pipe(v.number(), v.gtValue(0));

/** A measured result on one data set; Dice and IoU are means over its masks, in 0..1. */
const scoreSchema = v.strictObject({
  set: text,
  prompt: v.picklist(['box', 'point']),
  images: whole,
  masks: whole,
  dice: unit,
  iou: unit,
  /** Dice of the ellipse inscribed in the box, on the same masks. */
  baselineDice: unit,
});

/** A work the model was made from. */
const creditSchema = v.strictObject({
  name: text,
  licence: text,
  url: v.optional(text),
  /** Words that the licence asks to be shown. */
  attribution: v.optional(text),
});

/** Schema of `card.json`; see {@link ModelCard}. */
export const modelCardSchema = v.strictObject({
  name: v.pipe(text, v.regex(namePattern, 'Expected lower-case letters, digits, dots, dashes')),
  version: text,
  description: v.optional(text),
  architecture: modelConfigSchema,
  /** Subtracted from and divided into each of R, G, B on the scale 0..255. */
  preprocess: v.strictObject({ mean: rgb, std: v.tuple([positive, positive, positive]) }),
  /** Side of the zoom-in region in multiples of the box; absent or 1 for no refinement. */
  zoom: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(16))),
  /** Kinds of prompt seen in training; the others run but are experimental. */
  prompts: v.strictObject({ box: v.boolean(), point: v.boolean(), mask: v.boolean() }),
  /** How images were turned into 8 bits for training. */
  windowing: text,
  licence: text,
  credits: v.array(creditSchema),
  /** Where the weights are, if not in `weights.safetensors`. */
  weightsFile: v.optional(v.literal(checkpointFile)),
  /** The checkpoint that the model was imported from. */
  source: v.optional(v.strictObject({ file: text, sha256 })),
  /** Of the folder's files; the self-test may be missing. */
  sha256: v.strictObject({ weights: sha256, encoder: sha256, decoder: sha256, selfTest: v.optional(sha256) }),
  scores: v.array(scoreSchema),
});

/** What a model is, what it was trained for, where it came from and how well it was measured to do. */
export type ModelCard = v.InferOutput<typeof modelCardSchema>;

/** Whether a model can be called so: lower-case letters, digits, dots, dashes and underscores, a letter or digit first. */
export function isModelName(name: string): boolean {
  return namePattern.test(name);
}

/** Name of the file that holds a model's weights. */
export function weightsFile(card: Pick<ModelCard, 'weightsFile'>): string {
  return card.weightsFile ?? modelFiles.weights;
}

/**
 * Parses the text of a `card.json`.
 *
 * @throws UserError `bad-model` naming the field that is wrong
 */
export function parseModelCard(json: string): ModelCard {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new UserError('bad-model', { problem: t`The model card is not JSON.`, advice: t`Restore the file.`, cause });
  }
  const result = v.safeParse(modelCardSchema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue) ?? 'the card';
  throw new UserError('bad-model', {
    problem: t`The field “${field}” of the model card is invalid: ${issue.message}.`,
    advice: t`Correct the card as described in docs/model.md.`,
  });
}
