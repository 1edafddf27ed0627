import { logitGrid, tokenGrid, type ModelConfig } from '../config';
import { GraphBuilder, type WeightSource } from '../onnx/graphBuilder';
import type { Graph } from '../onnx/model';
import { denseChannels, densePrompt } from './densePrompt';
import { toTokens } from './layers';
import { maskDecoder } from './maskDecoder';
import { add } from './ops';
import { gridEncoding, maskPrompt, maskTokens, sparseTokens } from './promptEncoder';

/**
 * The prompt side of SAM-UNet: N prompts of P points and box corners about one embedding.
 *
 * Inputs `image_embeddings` 1×C×T×T, `multi_scale_feature` 1×m×G×G, `point_coords` N×P×2 (model pixels, before the shift by
 * half a pixel), `point_labels` N×P (-1 padding, 0 negative, 1 positive, 2 and 3 box corners), `mask_input` M×1×G×G logits and
 * `has_mask_input` M×1, M being 1 or N. Outputs `low_res_logits` N×1×G×G and, where the configuration has it, `quality` N.
 * The caller appends the padding point.
 *
 * @throws UserError `bad-model` when the weights do not fit the configuration
 */
export function buildDecoder(config: ModelConfig, weights: WeightSource): Graph {
  const { promptWidth, maskChannels } = config;
  const tokens = tokenGrid(config);
  const grid = logitGrid(config);
  const g = new GraphBuilder('sam_unet_decoder', weights);
  const embedding = g.input('image_embeddings', [1, promptWidth, tokens, tokens]);
  const multiScale = g.input('multi_scale_feature', [1, maskChannels, grid, grid]);
  const prompts = {
    coordinates: g.input('point_coords', ['N', 'P', 2]),
    labels: g.input('point_labels', ['N', 'P']),
    mask: g.input('mask_input', ['M', 1, grid, grid]),
    hasMask: g.input('has_mask_input', ['M', 1]),
  };

  const dense = config.densePrompt ? densePrompt(g, prompts, config) : undefined;
  const added =
    dense === undefined
      ? maskPrompt(g, prompts.mask, prompts.hasMask, config)
      : maskTokens(g, toTokens(g, dense, denseChannels), denseChannels, [8, 32], config);
  const { logits, quality } = maskDecoder(
    g,
    {
      image: add(g, toTokens(g, embedding, promptWidth), added),
      positions: gridEncoding(g, config),
      prompts: sparseTokens(g, prompts.coordinates, prompts.labels, config),
      multiScale,
      ...(dense === undefined ? {} : { dense }),
    },
    config,
  );
  g.output('low_res_logits', logits, ['N', 1, grid, grid]);
  if (quality !== undefined) g.output('quality', quality, ['N']);
  return g.build();
}
