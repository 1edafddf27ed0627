import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096));
const resnet = v.strictObject({ kind: v.picklist(['resnet34', 'resnet50']), width: count });
const efficientnet = v.strictObject({ kind: v.literal('efficientnet-lite0') });

/** Schema of the architecture in a model card; see {@link ModelConfig}. */
export const modelConfigSchema = v.pipe(
  v.strictObject({
    imageSize: v.pipe(count, v.multipleOf(32, 'Expected a multiple of 32'), v.maxValue(2048)),
    vit: v.strictObject({
      width: count,
      depth: v.pipe(count, v.maxValue(64)),
      heads: count,
      globalBlocks: v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(0))), v.length(4)),
      window: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(128)),
      relativePositions: v.boolean(),
    }),
    conv: v.variant('kind', [resnet, efficientnet]),
    promptWidth: v.pipe(count, v.multipleOf(16, 'Expected a multiple of 16')),
    maskChannels: count,
    maskFeatureHidden: count,
    decoderMlp: v.pipe(count, v.maxValue(16384)),
    densePrompt: v.boolean(),
    skip: v.boolean(),
    quality: v.boolean(),
    doubt: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(100)), 0),
  }),
  v.forward(
    v.check(
      ({ vit }) => vit.globalBlocks.every((block, i) => block < vit.depth && block > (vit.globalBlocks[i - 1] ?? -1)),
      'Expected four ascending block numbers below the depth',
    ),
    ['vit', 'globalBlocks'],
  ),
  v.forward(
    v.check(({ vit }) => vit.width % vit.heads === 0, 'Expected a divisor of the width'),
    ['vit', 'heads'],
  ),
  v.forward(
    v.check(
      ({ doubt, densePrompt, quality }) => doubt === 0 || (densePrompt && quality),
      'Expected 0 without densePrompt and quality',
    ),
    ['doubt'],
  ),
);

/**
 * What a SAM-UNet is made of. The ViT's patches are always 16 × 16 model pixels, its MLP four times its width.
 *
 * - `imageSize`: side S of the square model input in pixels; the token grid has S/16, the logit grid S/4 cells a side
 * - `vit.globalBlocks`: blocks that attend to the whole grid, and before which convolutional features are added
 * - `vit.window`: side of the attention windows of the other blocks in tokens; 0 lets every block attend globally
 * - `conv`: the convolutional branch; a ResNet's `width` is that of its first stage
 * - `promptWidth`: channels of image embedding and tokens
 * - `maskChannels`: channels of the multi-scale feature that the mask is read from
 * - `densePrompt`: the prompt is also drawn as maps; `skip`: the finest convolutional feature joins the multi-scale
 *   feature; `quality`: the decoder estimates the Dice coefficient of its mask
 * - `doubt`: logits that draw an answer of estimated quality 0 to the ellipse inscribed in the box; in proportion to what is
 *   missing from 1
 */
export type ModelConfig = v.InferOutput<typeof modelConfigSchema>;

/** Side of a ViT patch in model pixels. */
export const patch = 16;

/** Side of the token grid. */
export function tokenGrid(config: ModelConfig): number {
  return config.imageSize / patch;
}

/** Side of the logit grid. */
export function logitGrid(config: ModelConfig): number {
  return config.imageSize / 4;
}

const published = {
  imageSize: 256,
  vit: { width: 768, depth: 12, heads: 12, globalBlocks: [2, 5, 8, 11], window: 14, relativePositions: true },
  promptWidth: 256,
  maskChannels: 32,
  maskFeatureHidden: 64,
  decoderMlp: 2048,
  densePrompt: false,
  skip: false,
  quality: false,
  doubt: 0,
} as const;

/** The published model with a ResNet-34 branch (arXiv 2408.09886). */
export const res34: ModelConfig = {
  ...published,
  vit: { ...published.vit, globalBlocks: [...published.vit.globalBlocks] },
  conv: { kind: 'resnet34', width: 64 },
};

/** The published model with a ResNet-50 branch (arXiv 2408.09886). */
export const res50: ModelConfig = { ...res34, conv: { kind: 'resnet50', width: 64 } };

/** The small model that ships with the product. */
export const compact: ModelConfig = {
  imageSize: 192,
  vit: { width: 192, depth: 8, heads: 3, globalBlocks: [1, 3, 5, 7], window: 0, relativePositions: false },
  conv: { kind: 'efficientnet-lite0' },
  promptWidth: 128,
  maskChannels: 32,
  maskFeatureHidden: 32,
  decoderMlp: 512,
  densePrompt: true,
  skip: true,
  quality: true,
  doubt: 5,
};
