import type { GraphBuilder, Value } from '../onnx/graphBuilder';
import { add, matMul, mul, reshape, slice, softmax, transpose } from './ops';

/** Cuts N×L×(heads·d) into N×heads×L×d, or N×heads×d×L when `transposed`. */
export function splitHeads(g: GraphBuilder, x: Value, heads: number, width: number, transposed = false): Value {
  return transpose(g, reshape(g, x, [0, -1, heads, width / heads]), transposed ? [0, 2, 3, 1] : [0, 2, 1, 3]);
}

/** Inverse of {@link splitHeads}. */
export function joinHeads(g: GraphBuilder, x: Value, width: number): Value {
  return reshape(g, transpose(g, x, [0, 2, 1, 3]), [0, -1, width]);
}

/**
 * softmax(q·kᵀ/√d + bias)·v per head.
 *
 * @param q N×heads×L×d
 * @param k N×heads×d×M
 * @param v N×heads×M×d
 * @param bias added to the scores before the softmax
 */
export function attend(g: GraphBuilder, q: Value, k: Value, v: Value, headWidth: number, bias?: Value): Value {
  const scores = matMul(g, mul(g, q, g.scalar(1 / Math.sqrt(headWidth))), k);
  return matMul(g, softmax(g, bias === undefined ? scores : add(g, scores, bias)), v);
}

/** Cuts N×L×3·width, the output of a joint projection, into q (N×heads×L×d), k (N×heads×d×L) and v (N×heads×L×d). */
export function splitQkv(g: GraphBuilder, qkv: Value, heads: number, width: number): [q: Value, k: Value, v: Value] {
  const part = (i: number): Value => slice(g, qkv, 2, i * width, (i + 1) * width);
  return [
    splitHeads(g, part(0), heads, width),
    splitHeads(g, part(1), heads, width, true),
    splitHeads(g, part(2), heads, width),
  ];
}
