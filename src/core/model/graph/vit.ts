import { patch, tokenGrid, type ModelConfig } from '../config';
import type { GraphBuilder, Value } from '../onnx/graphBuilder';
import { attend, joinHeads, splitQkv } from './attention';
import { convolution, linear, toTokens } from './layers';
import { add, concat, gelu, layerNorm, reshape } from './ops';
import { attendRelatively } from './relativePosition';

const keyPrefix = 'image_encoder.sam_img_encoder';
const epsilon = 1e-6;

/** Patches and their absolute positions: 1×3×S×S to tokens 1×(T·T)×width. */
export function patchEmbedding(g: GraphBuilder, image: Value, config: ModelConfig): Value {
  const { width } = config.vit;
  const grid = tokenGrid(config);
  const patches = convolution(g, image, `${keyPrefix}.patch_embed.proj`, {
    from: 3,
    to: width,
    kernel: patch,
    stride: patch,
    pads: [0, 0],
  });
  const positions = reshape(g, g.weight(`${keyPrefix}.pos_embed`, [1, grid, grid, width]), [1, grid * grid, width]);
  return add(g, toTokens(g, patches, width), positions);
}

/** One transformer block on tokens 1×(T·T)×width. */
export function vitBlock(g: GraphBuilder, tokens: Value, index: number, config: ModelConfig): Value {
  const { width, window, globalBlocks } = config.vit;
  const key = `${keyPrefix}.blocks.${String(index)}`;
  const normed = layerNorm(g, tokens, `${key}.norm1`, width, epsilon);
  const windowed = window > 0 && !globalBlocks.includes(index);
  const attended = windowed
    ? windowAttention(g, normed, `${key}.attn`, config)
    : globalAttention(g, normed, `${key}.attn`, config);
  const mixed = add(g, tokens, linear(g, attended, `${key}.attn.proj`, width, width));
  const hidden = layerNorm(g, mixed, `${key}.norm2`, width, epsilon);
  const wide = gelu(g, linear(g, hidden, `${key}.mlp.lin1`, width, 4 * width));
  return add(g, mixed, linear(g, wide, `${key}.mlp.lin2`, 4 * width, width));
}

function globalAttention(g: GraphBuilder, tokens: Value, key: string, config: ModelConfig): Value {
  const { width } = config.vit;
  const qkv = linear(g, tokens, `${key}.qkv`, width, 3 * width);
  return selfAttention(g, qkv, key, { count: 1, side: tokenGrid(config) }, config);
}

/**
 * Attention within windows. As published, the grid is filled up with zero tokens to whole windows, and these take part. The
 * projection of a zero token is the bias, so it is computed for none of them: each window gathers the rows of its own tokens,
 * and the bias as a last row where it reaches over the grid. The answers for those places are dropped before the projection
 * that follows.
 */
function windowAttention(g: GraphBuilder, tokens: Value, key: string, config: ModelConfig): Value {
  const { width, window } = config.vit;
  const count = tokenGrid(config) ** 2;
  const { tokenOf, placeOf } = windowPlaces(tokenGrid(config), window);
  const qkv = reshape(g, linear(g, tokens, `${key}.qkv`, width, 3 * width), [count, 3 * width]);
  const bias = reshape(g, g.weight(`${key}.qkv.bias`, [3 * width]), [1, 3 * width]);
  const size = window * window;
  const windows = gather(g, concat(g, [qkv, bias], 0), tokenOf, [tokenOf.length / size, size]);
  const attended = selfAttention(g, windows, key, { count: tokenOf.length / size, side: window }, config);
  return gather(g, reshape(g, attended, [tokenOf.length, width]), placeOf, [1, count]);
}

/**
 * Where tokens lie when a grid is cut into windows, row by row.
 *
 * @returns `tokenOf`: for each place in each window its token, or the number of tokens where there is none; `placeOf`: for each
 *   token its place among those of all windows
 */
function windowPlaces(grid: number, window: number): { tokenOf: number[]; placeOf: number[] } {
  const perSide = Math.ceil(grid / window);
  const tokenOf: number[] = [];
  const placeOf: number[] = [];
  for (let index = 0; index < perSide * perSide; index++) {
    for (let place = 0; place < window * window; place++) {
      const y = Math.floor(index / perSide) * window + Math.floor(place / window);
      const x = (index % perSide) * window + (place % window);
      if (y < grid && x < grid) placeOf[y * grid + x] = tokenOf.length;
      tokenOf.push(y < grid && x < grid ? y * grid + x : grid * grid);
    }
  }
  return { tokenOf, placeOf };
}

/** Rows of a matrix by their numbers, laid out as `dims`. */
function gather(g: GraphBuilder, rows: Value, numbers: readonly number[], dims: readonly number[]): Value {
  return g.node('Gather', [rows, g.ints(numbers, dims)], { axis: 0 });
}

/** @param qkv count×(side·side)×3·width, where each is a grid of its own */
function selfAttention(
  g: GraphBuilder,
  qkv: Value,
  key: string,
  { count, side }: { readonly count: number; readonly side: number },
  config: ModelConfig,
): Value {
  const { width, heads, relativePositions } = config.vit;
  const [q, k, v] = splitQkv(g, qkv, heads, width);
  const attended = relativePositions
    ? attendRelatively(g, { q, k, v }, key, { count, side, heads, headWidth: width / heads })
    : attend(g, q, k, v, width / heads);
  return joinHeads(g, attended, width);
}
