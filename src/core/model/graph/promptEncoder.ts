import { tokenGrid, type ModelConfig } from '../config';
import type { GraphBuilder, Value } from '../onnx/graphBuilder';
import { elementType } from '../onnx/model';
import { channelNorm, downscale, pointwise } from './layers';
import { add, concat, gelu, matMul, mul, sub, transpose, unsqueeze } from './ops';

const keyPrefix = 'prompt_encoder.sam_prompt_encoder';

/** Random Fourier features of coordinates in 0..1: …×2 to …×C. */
function fourier(g: GraphBuilder, coordinates: Value, config: ModelConfig): Value {
  const matrix = g.weight(`${keyPrefix}.pe_layer.positional_encoding_gaussian_matrix`, [2, config.promptWidth / 2]);
  const centred = sub(g, mul(g, coordinates, g.scalar(2)), g.scalar(1));
  const angles = mul(g, matMul(g, centred, matrix), g.scalar(2 * Math.PI));
  return concat(g, [g.node('Sin', [angles]), g.node('Cos', [angles])], -1);
}

/** Positional encoding of the centres of the token grid, 1×(T·T)×C. */
export function gridEncoding(g: GraphBuilder, config: ModelConfig): Value {
  const grid = tokenGrid(config);
  const centres = Array.from({ length: grid * grid }, (_, i) => [
    ((i % grid) + 0.5) / grid,
    (Math.floor(i / grid) + 0.5) / grid,
  ]);
  return fourier(g, g.floats(centres.flat(), [1, grid * grid, 2]), config);
}

/**
 * Tokens of points and box corners.
 *
 * @param coordinates N×P×2 model pixels; the half pixel to their centre is added here
 * @param labels N×P: -1 padding, 0 negative, 1 positive, 2 and 3 the corners of a box
 * @returns N×P×C
 */
export function sparseTokens(g: GraphBuilder, coordinates: Value, labels: Value, config: ModelConfig): Value {
  const { imageSize, promptWidth } = config;
  const kinds = ['not_a_point_embed', ...[0, 1, 2, 3].map((i) => `point_embeddings.${String(i)}`)];
  const table = concat(
    g,
    kinds.map((kind) => g.weight(`${keyPrefix}.${kind}.weight`, [1, promptWidth])),
    0,
  );
  const row = g.node('Cast', [add(g, labels, g.scalar(1))], { to: elementType.int64 });
  const kind = g.node('Gather', [table, row], { axis: 0 });
  const centres = mul(g, add(g, coordinates, g.scalar(0.5)), g.scalar(1 / imageSize));
  const isPadding = unsqueeze(g, g.node('Less', [labels, g.scalar(0)]), [2]);
  const place = g.node('Where', [isPadding, g.scalar(0), fourier(g, centres, config)]);
  return add(g, place, kind);
}

/**
 * The prompt encoder's two-step reduction of maps on the logit grid to tokens N×(T·T)×C.
 *
 * @param maps N×(G·G)×channels
 * @param hidden widths after the first and second step
 */
export function maskTokens(
  g: GraphBuilder,
  maps: Value,
  channels: number,
  hidden: readonly [number, number],
  config: ModelConfig,
): Value {
  const key = `${keyPrefix}.mask_downscaling`;
  const side = 4 * tokenGrid(config);
  const [first, second] = hidden;
  let x = downscale(g, maps, `${key}.0`, channels, first, side);
  x = gelu(g, channelNorm(g, x, `${key}.1`, first));
  x = downscale(g, x, `${key}.3`, first, second, side / 2);
  x = gelu(g, channelNorm(g, x, `${key}.4`, second));
  return pointwise(g, x, `${key}.6`, second, config.promptWidth);
}

/**
 * What is added to the image embedding in the published model: an encoding of the previous mask, or a learnt vector without
 * one. M×(T·T)×C.
 */
export function maskPrompt(g: GraphBuilder, mask: Value, hasMask: Value, config: ModelConfig): Value {
  const cells = g.node('Reshape', [mask, g.ints([0, 1, -1])]);
  const encoded = maskTokens(g, transpose(g, cells, [0, 2, 1]), 1, [4, 16], config);
  const none = g.weight(`${keyPrefix}.no_mask_embed.weight`, [1, config.promptWidth]);
  const given = unsqueeze(g, g.node('Greater', [hasMask, g.scalar(0.5)]), [2]);
  return g.node('Where', [given, encoded, none]);
}
