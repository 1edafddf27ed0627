import { mul, reshape } from '../../graph/ops';
import type { Value } from '../../onnx/graphBuilder';
import { positive } from '../shapes';
import { inputsOf, type GradientRule, type Step } from './rule';

/** Sums and means over axes. */
export const reductions: Readonly<Record<string, GradientRule>> = {
  ReduceSum: (step) => [spread(step).gradient],
  ReduceMean: (step) => {
    const { gradient, count } = spread(step);
    return [mul(step.g, gradient, step.g.scalar(1 / count))];
  },
};

/** The gradient of a sum, once for each element that was summed. */
function spread(step: Step): { gradient: Value; count: number } {
  const { g, gradient, known } = step;
  const [x, axes] = inputsOf(step);
  const { shape } = known(x);
  const reduced = new Set((known(axes).ints ?? []).map((axis) => positive(axis, shape.length)));
  const kept = reshape(
    g,
    gradient,
    shape.map((extent, axis) => (reduced.has(axis) ? 1 : extent)),
  );
  const count = shape.reduce((product, extent, axis) => (reduced.has(axis) ? product * extent : product), 1);
  return { gradient: g.node('Expand', [kept, g.ints(shape)]), count };
}
