import { add, div, mul, sub } from '../../graph/ops';
import type { Value } from '../../onnx/graphBuilder';
import { inputsOf, type GradientRule, type Step } from './rule';

/** Functions of single elements, by their slopes: `x` is the input, `y` the output. */
const slopes: Readonly<Record<string, (step: Step, x: Value, y: Value) => Value>> = {
  Relu: ({ g }, x) => g.node('Where', [g.node('Greater', [x, g.scalar(0)]), g.scalar(1), g.scalar(0)]),
  Sigmoid: ({ g }, _x, y) => mul(g, y, sub(g, g.scalar(1), y)),
  Softplus: ({ g }, x) => g.node('Sigmoid', [x]),
  Tanh: ({ g }, _x, y) => sub(g, g.scalar(1), mul(g, y, y)),
  Sqrt: ({ g }, _x, y) => div(g, g.scalar(0.5), y),
  Sin: ({ g }, x) => g.node('Cos', [x]),
  Cos: ({ g }, x) => g.node('Neg', [g.node('Sin', [x])]),
  Neg: ({ g }) => g.scalar(-1),
  /** Φ(x) + x·φ(x) with the normal distribution's Φ and φ. */
  Gelu: ({ g }, x) => {
    const below = add(g, g.node('Erf', [mul(g, x, g.scalar(Math.SQRT1_2))]), g.scalar(1));
    const density = g.node('Exp', [mul(g, mul(g, x, x), g.scalar(-0.5))]);
    const scaled = mul(g, mul(g, x, density), g.scalar(1 / Math.sqrt(2 * Math.PI)));
    return add(g, mul(g, below, g.scalar(0.5)), scaled);
  },
  Clip: ({ g, node }, x) => {
    const [, low, high] = node.inputs;
    const inside = g.node('And', [g.node('GreaterOrEqual', [x, low!]), g.node('LessOrEqual', [x, high!])]);
    return g.node('Where', [inside, g.scalar(1), g.scalar(0)]);
  },
};

const same: GradientRule = ({ gradient }) => [gradient];

export const functions: Readonly<Record<string, GradientRule>> = {
  Identity: same,
  /** From one kind of float to another; others have no gradient to give. */
  Cast: same,
  ...Object.fromEntries(
    Object.entries(slopes).map(([operator, slope]): [string, GradientRule] => [
      operator,
      (step) => [mul(step.g, step.gradient, slope(step, inputsOf(step)[0], step.output))],
    ]),
  ),
};
