import { logitGrid, tokenGrid, type ModelConfig } from '../config';
import type { GraphBuilder, Value } from '../onnx/graphBuilder';
import { denseChannels, ellipseChannel } from './densePrompt';
import { convolutionPair, mlp, unfold, upscaleTwice } from './layers';
import { add, concat, gelu, matMul, mul, reshape, slice, sub } from './ops';
import { twoWayTransformer } from './transformer';

const keyPrefix = 'mask_decoder';

export interface MaskDecoderInputs {
  /** Image embedding with the dense prompt added, (N or 1)×(T·T)×C. */
  readonly image: Value;
  /** Positions of its tokens, 1×(T·T)×C. */
  readonly positions: Value;
  /** Prompt tokens N×P×C. */
  readonly prompts: Value;
  /** 1×m×G×G. */
  readonly multiScale: Value;
  /** The prompts drawn as maps, N×5×G×G, where the model has them. */
  readonly dense?: Value;
}

/** Low-resolution logits N×1×G×G, and the quality N where the model has such a head. */
export function maskDecoder(
  g: GraphBuilder,
  inputs: MaskDecoderInputs,
  config: ModelConfig,
): { logits: Value; quality?: Value } {
  const { promptWidth, maskChannels } = config;
  const ownTokens = config.quality
    ? [`${keyPrefix}.med_token`, `${keyPrefix}.quality_token`]
    : [`${keyPrefix}.med_token`];
  const start = concat(g, [...ownTokens.map((key) => perPrompt(g, key, inputs.prompts, config)), inputs.prompts], 1);
  const { tokens, image } = twoWayTransformer(g, { tokens: start, image: inputs.image }, inputs.positions, config);

  const own = slice(g, tokens, 1, 0, 1);
  const hyper = mlp(g, own, `${keyPrefix}.hf_mlp`, [promptWidth, promptWidth, promptWidth, maskChannels]);
  const feature = maskFeature(g, image, inputs, config);
  const quality = config.quality ? estimate(g, slice(g, tokens, 1, 1, 2), config) : undefined;
  const learnt = read(g, feature, hyper, config);
  const ellipse = prior(g, inputs, quality, config);
  const logits = ellipse === undefined ? learnt : add(g, learnt, ellipse);
  return { logits, ...(quality === undefined ? {} : { quality }) };
}

/** The Dice coefficient that the quality token N×1×C foretells, N. */
function estimate(g: GraphBuilder, token: Value, { promptWidth }: ModelConfig): Value {
  const score = mlp(g, token, `${keyPrefix}.quality_mlp`, [promptWidth, promptWidth, promptWidth, 1]);
  return reshape(g, g.node('Sigmoid', [score]), [-1]);
}

/** A learnt token 1×C, once for each prompt: N×1×C. */
function perPrompt(g: GraphBuilder, key: string, prompts: Value, { promptWidth }: ModelConfig): Value {
  const count = slice(g, g.node('Shape', [prompts]), 0, 0, 1);
  const shape = concat(g, [count, g.ints([1, promptWidth])], 0);
  return g.node('Expand', [g.weight(`${key}.weight`, [1, promptWidth]), shape]);
}

/** The map N×m×G×G whose channels are weighted to give the mask. */
function maskFeature(g: GraphBuilder, image: Value, inputs: MaskDecoderInputs, config: ModelConfig): Value {
  const { promptWidth, maskChannels, maskFeatureHidden } = config;
  const widths = [promptWidth, 2 * maskChannels, maskChannels] as const;
  const pixels = gelu(g, upscaleTwice(g, image, `${keyPrefix}.sam_mask_decoder.output_upscaling`, widths));
  const upscaled = unfold(g, pixels, tokenGrid(config), maskChannels);
  const own = convolutionPair(g, upscaled, `${keyPrefix}.embedding_maskfeature`, [
    maskChannels,
    maskFeatureHidden,
    maskChannels,
  ]);
  const feature = add(g, own, inputs.multiScale);
  if (inputs.dense === undefined) return feature;
  const square = [maskChannels, maskChannels] as const;
  const drawn = convolutionPair(g, inputs.dense, `${keyPrefix}.dense_feature`, [denseChannels, ...square]);
  const guided = add(g, feature, drawn);
  return add(g, guided, convolutionPair(g, guided, `${keyPrefix}.refine`, [maskChannels, ...square]));
}

/** Logits N×1×G×G: the channels of `feature` weighted by `hyper` N×1×m. */
function read(g: GraphBuilder, feature: Value, hyper: Value, config: ModelConfig): Value {
  const grid = logitGrid(config);
  const flat = reshape(g, feature, [0, config.maskChannels, grid * grid]);
  return reshape(g, matMul(g, hyper, flat), [-1, 1, grid, grid]);
}

/**
 * Where prompts are drawn, the logits start from the ellipse inscribed in the box: its map, scaled, and the more so the less
 * is expected of the mask.
 */
function prior(
  g: GraphBuilder,
  { dense }: MaskDecoderInputs,
  quality: Value | undefined,
  { doubt }: ModelConfig,
): Value | undefined {
  if (dense === undefined) return undefined;
  const ellipse = slice(g, dense, 1, ellipseChannel, ellipseChannel + 1);
  const scale = g.weight(`${keyPrefix}.prior_scale`, [1]);
  if (quality === undefined || doubt === 0) return mul(g, ellipse, scale);
  const missing = reshape(g, sub(g, g.scalar(1), quality), [-1, 1, 1, 1]);
  return mul(g, ellipse, add(g, scale, mul(g, missing, g.scalar(doubt))));
}
