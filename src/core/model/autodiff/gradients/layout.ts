import { matMul, reshape, slice, transpose } from '../../graph/ops';
import type { Value } from '../../onnx/graphBuilder';
import { elementType } from '../../onnx/model';
import { intsOf, positive, sliceRanges } from '../shapes';
import { inputsOf, unbroadcast, type GradientRule, type Step } from './rule';

/** Operators that move elements. */
export const layout: Readonly<Record<string, GradientRule>> = {
  Reshape: (step) => [toInputShape(step)],
  Unsqueeze: (step) => [toInputShape(step)],
  Transpose: ({ g, node, gradient }) => {
    const perm = intsOf(node.attributes['perm']);
    return [
      transpose(
        g,
        gradient,
        perm.map((_, axis) => perm.indexOf(axis)),
      ),
    ];
  },
  Expand: (step) => {
    const [x] = inputsOf(step);
    const { g, gradient, output, known } = step;
    return [unbroadcast(g, gradient, known(output).shape, known(x).shape)];
  },
  Concat: ({ g, node, gradient, known, output, wants }) => {
    const axis = positive(Number(node.attributes['axis']), known(output).shape.length);
    let from = 0;
    return node.inputs.map((input, i) => {
      const to = from + known(input).shape[axis]!;
      const part = wants(i) ? slice(g, gradient, axis, from, to) : undefined;
      from = to;
      return part;
    });
  },
  Slice: (step) => {
    const { g, node, gradient, known } = step;
    const { shape } = known(node.inputs[0]!);
    const [, starts, ends, axes] = node.inputs.map((input) => known(input).ints ?? []);
    const before = shape.map(() => 0);
    const after = shape.map(() => 0);
    for (const { axis, from, to } of sliceRanges(shape, starts!, ends!, axes!)) {
      before[axis] = from;
      after[axis] = shape[axis]! - to;
    }
    return [g.node('Pad', [gradient, g.ints([...before, ...after])])];
  },
  /** Of rows of a table: each row's gradient is the sum of those of its copies. */
  Gather: (step) => {
    const { g, node, gradient, known } = step;
    const [table, indices] = inputsOf(step);
    const { shape } = known(table);
    if (Number(node.attributes['axis'] ?? 0) !== 0 || shape.length !== 2) {
      throw new RangeError(`The node "${node.name}" gathers anything but rows of a table.`);
    }
    const [rows, width] = shape as [number, number];
    const numbers = reshape(g, g.node('Cast', [indices], { to: elementType.float }), [1, -1]);
    const own = g.floats(
      Array.from({ length: rows }, (_, i) => i),
      [rows, 1],
    );
    const isOf = g.node('Cast', [g.node('Equal', [own, numbers])], { to: elementType.float });
    return [matMul(g, isOf, reshape(g, gradient, [-1, width]))];
  },
};

function toInputShape(step: Step): Value {
  return reshape(step.g, step.gradient, step.known(inputsOf(step)[0]).shape);
}
