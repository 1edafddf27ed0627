import type { GraphBuilder, Value } from '../onnx/graphBuilder';
import { float } from '../onnx/model';

/** Short names for single ONNX operators. */

export function add(g: GraphBuilder, a: Value, b: Value): Value {
  return g.node('Add', [a, b]);
}

export function sub(g: GraphBuilder, a: Value, b: Value): Value {
  return g.node('Sub', [a, b]);
}

export function mul(g: GraphBuilder, a: Value, b: Value): Value {
  return g.node('Mul', [a, b]);
}

export function div(g: GraphBuilder, a: Value, b: Value): Value {
  return g.node('Div', [a, b]);
}

export function matMul(g: GraphBuilder, a: Value, b: Value): Value {
  return g.node('MatMul', [a, b]);
}

/** GELU by the error function. */
export function gelu(g: GraphBuilder, x: Value): Value {
  return g.node('Gelu', [x]);
}

export function relu(g: GraphBuilder, x: Value): Value {
  return g.node('Relu', [x]);
}

export function clip(g: GraphBuilder, x: Value, low: number, high: number): Value {
  return g.node('Clip', [x, g.scalar(low), g.scalar(high)]);
}

export function softmax(g: GraphBuilder, x: Value): Value {
  return g.node('Softmax', [x], { axis: -1 });
}

/** @param shape as in ONNX: 0 keeps the extent, -1 takes what is left */
export function reshape(g: GraphBuilder, x: Value, shape: readonly number[]): Value {
  return g.node('Reshape', [x, g.ints(shape)]);
}

export function transpose(g: GraphBuilder, x: Value, perm: readonly number[]): Value {
  return g.node('Transpose', [x], { perm });
}

export function concat(g: GraphBuilder, inputs: readonly Value[], axis: number): Value {
  return g.node('Concat', inputs, { axis });
}

/** Elements `from` to `to` (exclusive) along one axis. */
export function slice(g: GraphBuilder, x: Value, axis: number, from: number, to: number): Value {
  return g.node('Slice', [x, g.ints([from]), g.ints([to]), g.ints([axis])]);
}

export function unsqueeze(g: GraphBuilder, x: Value, axes: readonly number[]): Value {
  return g.node('Unsqueeze', [x, g.ints(axes)]);
}

/** Layer normalisation over the last axis with weights `key.weight` and `key.bias`. */
export function layerNorm(g: GraphBuilder, x: Value, key: string, width: number, epsilon: number): Value {
  const parameters = [g.weight(`${key}.weight`, [width]), g.weight(`${key}.bias`, [width])];
  return g.node('LayerNormalization', [x, ...parameters], { axis: -1, epsilon: float(epsilon) });
}
