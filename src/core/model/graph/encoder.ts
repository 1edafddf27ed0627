import { logitGrid, tokenGrid, type ModelConfig } from '../config';
import { GraphBuilder, type Value, type WeightSource } from '../onnx/graphBuilder';
import type { Graph } from '../onnx/model';
import { adapterIn } from './adapters';
import { efficientnet, efficientnetChannels } from './efficientnet';
import { convolution, toMap, unfold, upscaleTwice } from './layers';
import { neck } from './neck';
import { add } from './ops';
import { resnet, resnetChannels } from './resnet';
import { patchEmbedding, vitBlock } from './vit';

/**
 * The image side of SAM-UNet (arXiv 2408.09886).
 *
 * Input `image` 1×3×S×S, normalised and padded. Outputs `image_embeddings` 1×C×T×T and `multi_scale_feature` 1×m×G×G.
 *
 * @param block builds one transformer block; another one than ours serves for comparison
 * @throws UserError `bad-model` when the weights do not fit the configuration
 */
export function buildEncoder(config: ModelConfig, weights: WeightSource, block = vitBlock): Graph {
  const { imageSize, promptWidth, maskChannels } = config;
  const grid = tokenGrid(config);
  const g = new GraphBuilder('sam_unet_encoder', weights);
  const image = g.input('image', [1, 3, imageSize, imageSize]);
  const { features, channels } = convolutionalBranch(g, image, config);

  const outputs: Value[] = [];
  let tokens = patchEmbedding(g, image, config);
  for (let index = 0; index < config.vit.depth; index++) {
    const stage = config.vit.globalBlocks.indexOf(index);
    const feature = features[stage];
    if (feature !== undefined) tokens = add(g, tokens, adapterIn(g, feature, stage, channels[stage] ?? 0, config));
    tokens = block(g, tokens, index, config);
    if (stage >= 0) outputs.push(tokens);
  }

  const embedding = neck(g, tokens, config);
  // Bridges are numbered against the order of the blocks, and the last block has none.
  const bridges = [2, 1, 0].map((stage, bridge) =>
    upscaleTwice(g, outputs[stage] ?? '', `adapters_bridge.${String(bridge)}`, [
      config.vit.width,
      promptWidth,
      maskChannels,
    ]),
  );
  const widths = [promptWidth, 2 * maskChannels, maskChannels] as const;
  const pixels = bridges.reduce(
    (sum, bridge) => add(g, sum, bridge),
    upscaleTwice(g, embedding, 'embedding_encoder', widths),
  );
  const sum = unfold(g, pixels, grid, maskChannels);
  const multiScale = config.skip ? add(g, sum, skip(g, features[0] ?? '', channels[0] ?? 0, config)) : sum;

  g.output('image_embeddings', toMap(g, embedding, grid, promptWidth), [1, promptWidth, grid, grid]);
  g.output('multi_scale_feature', multiScale, [1, maskChannels, logitGrid(config), logitGrid(config)]);
  return g.build();
}

function convolutionalBranch(
  g: GraphBuilder,
  image: Value,
  { conv }: ModelConfig,
): { features: Value[]; channels: number[] } {
  return conv.kind === 'efficientnet-lite0'
    ? { features: efficientnet(g, image), channels: efficientnetChannels() }
    : { features: resnet(g, image, conv.kind, conv.width), channels: resnetChannels(conv.kind, conv.width) };
}

/** The finest convolutional feature, already on the logit grid, in the mask's channels. */
function skip(g: GraphBuilder, feature: Value, channels: number, { maskChannels }: ModelConfig): Value {
  return convolution(g, feature, 'skip', { from: channels, to: maskChannels, kernel: 1, pads: [0, 0] });
}
