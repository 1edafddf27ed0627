import { reshape } from '../../graph/ops';
import type { GraphBuilder, Value } from '../../onnx/graphBuilder';
import type { Node } from '../../onnx/model';
import type { Known } from '../shapes';

/** One node of a forward graph with the gradient of its output. */
export interface Step {
  readonly g: GraphBuilder;
  readonly node: Node;
  /** The node's output, and the gradient of the loss with respect to it, of equal shape. */
  readonly output: Value;
  readonly gradient: Value;
  readonly known: (value: Value) => Known;
  /** Whether the gradient of this input is wanted. */
  readonly wants: (input: number) => boolean;
}

/** Adds the nodes that compute the gradients of a node's inputs, each of its input's shape; undefined where none is wanted. */
export type GradientRule = (step: Step) => readonly (Value | undefined)[];

/** The node's inputs. */
export function inputsOf({ node }: Step): [Value, Value, Value] {
  return node.inputs as unknown as [Value, Value, Value];
}

/** Sums a gradient over the axes along which a value of shape `to` was repeated to the shape `from`. */
export function unbroadcast(g: GraphBuilder, x: Value, from: readonly number[], to: readonly number[]): Value {
  if (from.join() === to.join()) return x;
  const added = from.length - to.length;
  const axes = from.flatMap((extent, axis) => (axis < added || (to[axis - added] === 1 && extent !== 1) ? [axis] : []));
  const summed = axes.length === 0 ? x : sumOver(g, x, axes);
  return reshape(g, summed, to);
}

/** The sum over some axes, which stay with an extent of 1. */
export function sumOver(g: GraphBuilder, x: Value, axes: readonly number[]): Value {
  return g.node('ReduceSum', [x, g.ints(axes)], { keepdims: 1 });
}

/** The mean over some axes, which stay with an extent of 1. */
export function meanOver(g: GraphBuilder, x: Value, axes: readonly number[]): Value {
  return g.node('ReduceMean', [x, g.ints(axes)], { keepdims: 1 });
}
