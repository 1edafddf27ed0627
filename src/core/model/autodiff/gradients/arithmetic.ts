import { div, mul, sub } from '../../graph/ops';
import type { Value } from '../../onnx/graphBuilder';
import { inputsOf, unbroadcast, type GradientRule, type Step } from './rule';

/** Operators on pairs of values of shapes that fit each other. */
export const arithmetic: Readonly<Record<string, GradientRule>> = {
  Add: (step) => [input(step, 0, () => step.gradient), input(step, 1, () => step.gradient)],
  Sub: (step) => [input(step, 0, () => step.gradient), input(step, 1, () => negative(step, step.gradient))],
  Mul: (step) => {
    const { g, gradient } = step;
    const [a, b] = inputsOf(step);
    return [input(step, 0, () => mul(g, gradient, b)), input(step, 1, () => mul(g, gradient, a))];
  },
  Div: (step) => {
    const { g, gradient, output } = step;
    const [, b] = inputsOf(step);
    const share = (): Value => div(g, gradient, b);
    return [input(step, 0, share), input(step, 1, () => negative(step, mul(g, share(), output)))];
  },
  /** Of a base; an exponent is a constant. */
  Pow: (step) => {
    const { g, gradient } = step;
    const [base, exponent] = inputsOf(step);
    const slope = (): Value => mul(g, exponent, g.node('Pow', [base, sub(g, exponent, g.scalar(1))]));
    return [input(step, 0, () => mul(g, gradient, slope()))];
  },
  /** Of what is chosen from, not of the condition. */
  Where: (step) => {
    const { g, gradient } = step;
    const [condition] = inputsOf(step);
    const zero = g.scalar(0);
    return [
      undefined,
      input(step, 1, () => g.node('Where', [condition, gradient, zero])),
      input(step, 2, () => g.node('Where', [condition, zero, gradient])),
    ];
  },
  ...Object.fromEntries(
    // Where both are equal, each gets half of the gradient, as in PyTorch.
    (['Min', 'Max'] as const).map((operator): [string, GradientRule] => [
      operator,
      (step) => {
        const { g, gradient } = step;
        const [a, b] = inputsOf(step);
        const share = (x: Value, y: Value): Value => {
          const [low, high] = operator === 'Max' ? [y, x] : [x, y];
          const half = g.node('Where', [g.node('Equal', [x, y]), g.scalar(0.5), g.scalar(0)]);
          return mul(g, gradient, g.node('Where', [g.node('Less', [low, high]), g.scalar(1), half]));
        };
        return [input(step, 0, () => share(a, b)), input(step, 1, () => share(b, a))];
      },
    ]),
  ),
};

/** The gradient of one input where it is wanted, brought to the input's shape. */
function input(step: Step, index: number, compute: () => Value): Value | undefined {
  if (!step.wants(index)) return undefined;
  const { g, node, output, known } = step;
  return unbroadcast(g, compute(), known(output).shape, known(node.inputs[index]!).shape);
}

function negative({ g }: Step, x: Value): Value {
  return g.node('Neg', [x]);
}
