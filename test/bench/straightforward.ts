import { tokenGrid, type ModelConfig } from '../../src/core/model/config';
import { linear } from '../../src/core/model/graph/layers';
import { attend, joinHeads, splitQkv } from '../../src/core/model/graph/attention';
import { relativeTable } from '../../src/core/model/graph/relativePosition';
import { add, gelu, layerNorm, matMul, reshape, slice, transpose, unsqueeze } from '../../src/core/model/graph/ops';
import type { GraphBuilder, Value } from '../../src/core/model/onnx/graphBuilder';

const epsilon = 1e-6;

/**
 * A transformer block written down as the published code runs: the grid is filled up with zero tokens to whole windows first, and
 * the projections before and after the attention are computed for those too; relative positions are added to the scores. The
 * product's own block gives the same numbers.
 */
export function straightforwardBlock(g: GraphBuilder, tokens: Value, index: number, config: ModelConfig): Value {
  const { width, window, globalBlocks } = config.vit;
  const key = `image_encoder.sam_img_encoder.blocks.${String(index)}`;
  const grid = tokenGrid(config);
  const windowed = window > 0 && !globalBlocks.includes(index);
  const side = windowed ? window : grid;
  const normed = layerNorm(g, tokens, `${key}.norm1`, width, epsilon);
  const windows = windowed ? cut(g, normed, grid, window, width) : normed;
  const qkv = linear(g, windows, `${key}.attn.qkv`, width, 3 * width);
  const attended = linear(g, attention(g, qkv, `${key}.attn`, side, config), `${key}.attn.proj`, width, width);
  const mixed = add(g, tokens, windowed ? join(g, attended, grid, window, width) : attended);
  const hidden = layerNorm(g, mixed, `${key}.norm2`, width, epsilon);
  const wide = gelu(g, linear(g, hidden, `${key}.mlp.lin1`, width, 4 * width));
  return add(g, mixed, linear(g, wide, `${key}.mlp.lin2`, 4 * width, width));
}

/** Attention with the relative terms added to all scores. */
function attention(g: GraphBuilder, qkv: Value, key: string, side: number, { vit }: ModelConfig): Value {
  const { width, heads } = vit;
  const headWidth = width / heads;
  const [q, k, v] = splitQkv(g, qkv, heads, width);
  if (!vit.relativePositions) return joinHeads(g, attend(g, q, k, v, headWidth), width);
  const places = reshape(g, q, [-1, heads, side, side, headWidth]);
  const vertical = matMul(g, places, relativeTable(g, `${key}.rel_pos_h`, side, headWidth));
  const columns = matMul(
    g,
    transpose(g, places, [0, 1, 3, 2, 4]),
    relativeTable(g, `${key}.rel_pos_w`, side, headWidth),
  );
  const horizontal = transpose(g, columns, [0, 1, 3, 2, 4]);
  const sum = add(g, unsqueeze(g, vertical, [5]), unsqueeze(g, horizontal, [4]));
  const bias = reshape(g, sum, [-1, heads, side * side, side * side]);
  return joinHeads(g, attend(g, q, k, v, headWidth, bias), width);
}

/** Tokens 1×(grid·grid)×C as windows n×(window·window)×C, filled up with zeros on the right and below. */
function cut(g: GraphBuilder, tokens: Value, grid: number, window: number, width: number): Value {
  const perSide = Math.ceil(grid / window);
  const fill = perSide * window - grid;
  const map = reshape(g, tokens, [1, grid, grid, width]);
  const padded = g.node('Pad', [map, g.ints([0, 0, 0, 0, 0, fill, fill, 0])]);
  const apart = transpose(g, reshape(g, padded, [perSide, window, perSide, window, width]), [0, 2, 1, 3, 4]);
  return reshape(g, apart, [perSide * perSide, window * window, width]);
}

/** Inverse of {@link cut}: what was filled up is dropped. */
function join(g: GraphBuilder, windows: Value, grid: number, window: number, width: number): Value {
  const perSide = Math.ceil(grid / window);
  const apart = reshape(g, windows, [perSide, perSide, window, window, width]);
  const whole = reshape(g, transpose(g, apart, [0, 2, 1, 3, 4]), [1, perSide * window, perSide * window, width]);
  const cropped = slice(g, slice(g, whole, 1, 0, grid), 2, 0, grid);
  return reshape(g, cropped, [1, grid * grid, width]);
}
