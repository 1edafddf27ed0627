import { PATCH, tokenGrid, type ModelConfig } from '../config';
import type { GraphBuilder, Value } from '../onnx/graphBuilder';
import { attend, joinHeads, splitQkv } from './attention';
import { convolution, linear, toTokens } from './layers';
import { add, gelu, layerNorm, matMul, reshape, slice, transpose } from './ops';
import { relativePositionBias } from './relativePosition';

const KEY = 'image_encoder.sam_img_encoder';
const EPSILON = 1e-6;

/** Patches and their absolute positions: 1×3×S×S to tokens 1×(T·T)×width. */
export function patchEmbedding(g: GraphBuilder, image: Value, config: ModelConfig): Value {
  const { width } = config.vit;
  const grid = tokenGrid(config);
  const patches = convolution(g, image, `${KEY}.patch_embed.proj`, {
    from: 3,
    to: width,
    kernel: PATCH,
    stride: PATCH,
    pads: [0, 0],
  });
  const positions = reshape(g, g.weight(`${KEY}.pos_embed`, [1, grid, grid, width]), [1, grid * grid, width]);
  return add(g, toTokens(g, patches, width), positions);
}

/** One transformer block on tokens 1×(T·T)×width. */
export function vitBlock(g: GraphBuilder, tokens: Value, index: number, config: ModelConfig): Value {
  const { width, window, globalBlocks } = config.vit;
  const key = `${KEY}.blocks.${String(index)}`;
  const normed = layerNorm(g, tokens, `${key}.norm1`, width, EPSILON);
  const windowed = window > 0 && !globalBlocks.includes(index);
  const attended = windowed
    ? windowAttention(g, normed, `${key}.attn`, config)
    : globalAttention(g, normed, `${key}.attn`, config);
  const mixed = add(g, tokens, linear(g, attended, `${key}.attn.proj`, width, width));
  const hidden = layerNorm(g, mixed, `${key}.norm2`, width, EPSILON);
  const wide = gelu(g, linear(g, hidden, `${key}.mlp.lin1`, width, 4 * width));
  return add(g, mixed, linear(g, wide, `${key}.mlp.lin2`, 4 * width, width));
}

function globalAttention(g: GraphBuilder, tokens: Value, key: string, config: ModelConfig): Value {
  const { width } = config.vit;
  return selfAttention(g, linear(g, tokens, `${key}.qkv`, width, 3 * width), key, tokenGrid(config), config);
}

/**
 * Attention within windows. As published, the grid is filled up with zero tokens to whole windows and these take part, so
 * their q, k and v are the bias alone: the projection's product is padded with zeros and the bias added afterwards, which
 * spares the product for tokens that are not there.
 */
function windowAttention(g: GraphBuilder, tokens: Value, key: string, config: ModelConfig): Value {
  const { width, window } = config.vit;
  const grid = tokenGrid(config);
  const perSide = Math.ceil(grid / window);
  const padded = perSide * window;
  const weight = transpose(g, g.weight(`${key}.qkv.weight`, [3 * width, width]), [1, 0]);
  const product = reshape(g, matMul(g, tokens, weight), [1, grid, grid, 3 * width]);
  const fill = padded - grid;
  const filled = fill === 0 ? product : g.node('Pad', [product, g.ints([0, 0, 0, 0, 0, fill, fill, 0])]);
  const qkv = add(g, filled, g.weight(`${key}.qkv.bias`, [3 * width]));
  const cut = transpose(g, reshape(g, qkv, [perSide, window, perSide, window, 3 * width]), [0, 2, 1, 3, 4]);
  const windows = reshape(g, cut, [perSide * perSide, window * window, 3 * width]);
  const attended = selfAttention(g, windows, key, window, config);
  const apart = reshape(g, attended, [perSide, perSide, window, window, width]);
  const whole = reshape(g, transpose(g, apart, [0, 2, 1, 3, 4]), [1, padded, padded, width]);
  const cropped = slice(g, slice(g, whole, 1, 0, grid), 2, 0, grid);
  return reshape(g, cropped, [1, grid * grid, width]);
}

/** @param qkv B×(side·side)×3·width, where each of the B is a grid of its own */
function selfAttention(g: GraphBuilder, qkv: Value, key: string, side: number, config: ModelConfig): Value {
  const { width, heads, relativePositions } = config.vit;
  const [q, k, v] = splitQkv(g, qkv, heads, width);
  const bias = relativePositions ? relativePositionBias(g, q, key, side, heads, width / heads) : undefined;
  return joinHeads(g, attend(g, q, k, v, width / heads, bias), width);
}
