import { logitGrid, tokenGrid, type ModelConfig } from '../config';
import type { GraphBuilder, Value } from '../onnx/graphBuilder';
import { DENSE_CHANNELS, ELLIPSE_CHANNEL } from './densePrompt';
import { convolutionPair, mlp, unfold, upscaleTwice } from './layers';
import { add, concat, gelu, matMul, mul, reshape, slice } from './ops';
import { twoWayTransformer } from './transformer';

const KEY = 'mask_decoder';

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
  const learnt = config.quality ? [`${KEY}.med_token`, `${KEY}.quality_token`] : [`${KEY}.med_token`];
  const start = concat(g, [...learnt.map((key) => perPrompt(g, key, inputs.prompts, config)), inputs.prompts], 1);
  const { tokens, image } = twoWayTransformer(g, { tokens: start, image: inputs.image }, inputs.positions, config);

  const widths = [promptWidth, promptWidth, promptWidth, maskChannels] as const;
  const hyper = mlp(g, slice(g, tokens, 1, 0, 1), `${KEY}.hf_mlp`, widths);
  const logits = read(g, maskFeature(g, image, inputs, config), hyper, inputs, config);
  if (!config.quality) return { logits };
  const score = mlp(g, slice(g, tokens, 1, 1, 2), `${KEY}.quality_mlp`, [promptWidth, promptWidth, promptWidth, 1]);
  return { logits, quality: reshape(g, g.node('Sigmoid', [score]), [-1]) };
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
  const pixels = gelu(g, upscaleTwice(g, image, `${KEY}.sam_mask_decoder.output_upscaling`, widths));
  const upscaled = unfold(g, pixels, tokenGrid(config), maskChannels);
  const own = convolutionPair(g, upscaled, `${KEY}.embedding_maskfeature`, [
    maskChannels,
    maskFeatureHidden,
    maskChannels,
  ]);
  const feature = add(g, own, inputs.multiScale);
  if (inputs.dense === undefined) return feature;
  const square = [maskChannels, maskChannels] as const;
  const drawn = convolutionPair(g, inputs.dense, `${KEY}.dense_feature`, [DENSE_CHANNELS, ...square]);
  const guided = add(g, feature, drawn);
  return add(g, guided, convolutionPair(g, guided, `${KEY}.refine`, [maskChannels, ...square]));
}

/** Logits as the channels of `feature` weighted by `hyper` N×1×m, starting from the box's ellipse where prompts are drawn. */
function read(g: GraphBuilder, feature: Value, hyper: Value, { dense }: MaskDecoderInputs, config: ModelConfig): Value {
  const grid = logitGrid(config);
  const flat = reshape(g, feature, [0, config.maskChannels, grid * grid]);
  const logits = reshape(g, matMul(g, hyper, flat), [-1, 1, grid, grid]);
  if (dense === undefined) return logits;
  const prior = slice(g, dense, 1, ELLIPSE_CHANNEL, ELLIPSE_CHANNEL + 1);
  return add(g, logits, mul(g, prior, g.weight(`${KEY}.prior_scale`, [1])));
}
