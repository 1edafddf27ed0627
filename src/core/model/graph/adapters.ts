import { tokenGrid, type ModelConfig } from '../config';
import type { GraphBuilder, Value } from '../onnx/graphBuilder';
import { channelNorm, channelNorm2d, convolution, pointwise, toTokens, upscale } from './layers';
import { gelu, reshape, transpose } from './ops';

/**
 * `adapters_in[index]`: brings a convolutional feature to the token grid and the ViT's width, as tokens 1×(T·T)×width.
 *
 * @param feature feature `index` of the convolutional branch, at a stride of 4·2^index
 */
export function adapterIn(
  g: GraphBuilder,
  feature: Value,
  index: number,
  channels: number,
  config: ModelConfig,
): Value {
  const { width } = config.vit;
  const key = (layer: number): string => `adapters_in.${String(index)}.reshaper.${String(layer)}`;
  if (index === 3) return upsampling(g, feature, key, channels, config);
  const steps = 2 - index;
  let x = feature;
  let from = channels;
  for (let step = 0; step < steps; step++) {
    const layer = { from, to: 2 * from, kernel: 3, stride: 2, pads: [1, 1] } as const;
    x = convolution(g, x, key(3 * step), layer);
    from *= 2;
    x = gelu(g, channelNorm2d(g, x, key(3 * step + 1), from));
  }
  return pointwise(g, toTokens(g, x, from), key(3 * steps), from, width);
}

/** From stride 32 up to the token grid. */
function upsampling(
  g: GraphBuilder,
  feature: Value,
  key: (layer: number) => string,
  channels: number,
  config: ModelConfig,
): Value {
  const { width } = config.vit;
  const grid = tokenGrid(config);
  const half = channels / 2;
  const pixels = upscale(g, toTokens(g, feature, channels), key(0), channels, half, 3);
  const hidden = gelu(g, channelNorm(g, pixels, key(1), half));
  const wide = reshape(g, pointwise(g, hidden, key(3), half, width), [1, grid / 2, grid / 2, 2, 2, width]);
  return reshape(g, transpose(g, wide, [0, 1, 3, 2, 4, 5]), [1, grid * grid, width]);
}
