import type { GraphBuilder, Value } from '../onnx/graphBuilder';
import { float } from '../onnx/model';
import { add, gelu, layerNorm, matMul, relu, reshape, transpose } from './ops';

/**
 * Layers as PyTorch stores them. Feature maps are N×C×H×W; what is called tokens is N×(H·W)×C, where a point-wise layer is a
 * plain matrix product and normalising over the channels needs no transposition.
 */

/** Epsilon of SAM's two-dimensional layer normalisation. */
const epsilon2d = 1e-6;

/** `nn.Linear` on the last axis. */
export function linear(g: GraphBuilder, x: Value, key: string, from: number, to: number): Value {
  const weight = transpose(g, g.weight(`${key}.weight`, [to, from]), [1, 0]);
  return add(g, matMul(g, x, weight), g.weight(`${key}.bias`, [to]));
}

/** SAM's `MLP`: linear layers with ReLU between them. */
export function mlp(g: GraphBuilder, x: Value, key: string, widths: readonly [number, ...number[]]): Value {
  const [input, ...rest] = widths;
  let from = input;
  rest.forEach((to, i) => {
    x = linear(g, x, `${key}.layers.${String(i)}`, from, to);
    if (i < rest.length - 1) x = relu(g, x);
    from = to;
  });
  return x;
}

export interface Convolution {
  readonly from: number;
  readonly to: number;
  readonly kernel: number;
  readonly stride?: number;
  /** Zeros before and after each axis. */
  readonly pads: readonly [before: number, after: number];
  readonly groups?: number;
  readonly bias?: boolean;
}

/** `nn.Conv2d` on a feature map. */
export function convolution(g: GraphBuilder, x: Value, key: string, spec: Convolution): Value {
  const { from, to, kernel, stride = 1, pads, groups = 1, bias = true } = spec;
  const weight = g.weight(`${key}.weight`, [to, from / groups, kernel, kernel]);
  return g.node('Conv', bias ? [x, weight, g.weight(`${key}.bias`, [to])] : [x, weight], {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads: [pads[0], pads[0], pads[1], pads[1]],
    group: groups,
  });
}

/** A 3×3 convolution that keeps the size. */
function convolution3(g: GraphBuilder, x: Value, key: string, from: number, to: number): Value {
  return convolution(g, x, key, { from, to, kernel: 3, pads: [1, 1] });
}

/** `nn.BatchNorm2d` in evaluation mode. */
export function batchNorm(g: GraphBuilder, x: Value, key: string, channels: number, epsilon: number): Value {
  const names = ['weight', 'bias', 'running_mean', 'running_var'];
  const parameters = names.map((name) => g.weight(`${key}.${name}`, [channels]));
  return g.node('BatchNormalization', [x, ...parameters], { epsilon: float(epsilon) });
}

/** SAM's `LayerNorm2d` on tokens. */
export function channelNorm(g: GraphBuilder, tokens: Value, key: string, channels: number): Value {
  return layerNorm(g, tokens, key, channels, epsilon2d);
}

/** SAM's `LayerNorm2d` on a feature map. */
export function channelNorm2d(g: GraphBuilder, map: Value, key: string, channels: number): Value {
  const last = transpose(g, map, [0, 2, 3, 1]);
  return transpose(g, channelNorm(g, last, key, channels), [0, 3, 1, 2]);
}

/** Two 3×3 convolutions with normalisation and GELU between them: `key.0`, `key.1` and `key.3`. */
export function convolutionPair(
  g: GraphBuilder,
  map: Value,
  key: string,
  [from, hidden, to]: readonly [number, number, number],
): Value {
  const first = channelNorm2d(g, convolution3(g, map, `${key}.0`, from, hidden), `${key}.1`, hidden);
  return convolution3(g, gelu(g, first), `${key}.3`, hidden, to);
}

/** A 1×1 `nn.Conv2d` on tokens. */
export function pointwise(g: GraphBuilder, tokens: Value, key: string, from: number, to: number, bias = true): Value {
  const weight = transpose(g, reshape(g, g.weight(`${key}.weight`, [to, from, 1, 1]), [to, from]), [1, 0]);
  const product = matMul(g, tokens, weight);
  return bias ? add(g, product, g.weight(`${key}.bias`, [to])) : product;
}

/**
 * `nn.ConvTranspose2d` with a kernel of 2 and a stride of 2 on tokens. Kernels do not overlap, so it is a matrix product.
 *
 * @returns tokens with one more axis before the channels: the four pixels (dy, dx) that each token becomes
 */
export function upscale(g: GraphBuilder, tokens: Value, key: string, from: number, to: number, rank: number): Value {
  const stored = g.weight(`${key}.weight`, [from, to, 2, 2]);
  const weight = reshape(g, transpose(g, stored, [0, 2, 3, 1]), [from, 4 * to]);
  const pixels = reshape(g, matMul(g, tokens, weight), [...Array<number>(rank - 1).fill(0), 4, to]);
  return add(g, pixels, g.weight(`${key}.bias`, [to]));
}

/**
 * Two {@link upscale} layers with normalisation and GELU between them (`key.0`, `key.1`, `key.3`), from tokens N×L×`from` to
 * N×L×4×4×`to`; {@link unfold} makes a feature map of them.
 */
export function upscaleTwice(
  g: GraphBuilder,
  tokens: Value,
  key: string,
  [from, hidden, to]: readonly [number, number, number],
): Value {
  const first = channelNorm(g, upscale(g, tokens, `${key}.0`, from, hidden, 3), `${key}.1`, hidden);
  return upscale(g, gelu(g, first), `${key}.3`, hidden, to, 4);
}

/**
 * Lays the 4×4 pixels of {@link upscaleTwice} out as a feature map N×C×(4·grid)×(4·grid). Pixels are put in order with their
 * channels together, and the channels moved to the front after: one transposition of all axes takes twice as long.
 */
export function unfold(g: GraphBuilder, pixels: Value, grid: number, channels: number): Value {
  const side = 4 * grid;
  const apart = reshape(g, pixels, [-1, grid, grid, 2, 2, 2, 2, channels]);
  const ordered = reshape(g, transpose(g, apart, [0, 1, 3, 5, 2, 4, 6, 7]), [-1, side * side, channels]);
  return toMap(g, ordered, side, channels);
}

/**
 * `nn.Conv2d` with a kernel of 2 and a stride of 2 on tokens of a square grid, as a matrix product.
 *
 * @param map N×(side·side)×`from`
 * @returns N×(side/2·side/2)×`to`
 */
export function downscale(g: GraphBuilder, tokens: Value, key: string, from: number, to: number, side: number): Value {
  const half = side / 2;
  const apart = reshape(g, tokens, [-1, half, 2, half, 2, from]);
  const patches = reshape(g, transpose(g, apart, [0, 1, 3, 5, 2, 4]), [-1, half * half, from * 4]);
  const stored = reshape(g, g.weight(`${key}.weight`, [to, from, 2, 2]), [to, from * 4]);
  return add(g, matMul(g, patches, transpose(g, stored, [1, 0])), g.weight(`${key}.bias`, [to]));
}

/** A feature map N×C×H×W as tokens N×(H·W)×C. */
export function toTokens(g: GraphBuilder, map: Value, channels: number): Value {
  return transpose(g, reshape(g, map, [0, channels, -1]), [0, 2, 1]);
}

/** Tokens N×(side·side)×C as a feature map. */
export function toMap(g: GraphBuilder, tokens: Value, side: number, channels: number): Value {
  return reshape(g, transpose(g, tokens, [0, 2, 1]), [0, channels, side, side]);
}
