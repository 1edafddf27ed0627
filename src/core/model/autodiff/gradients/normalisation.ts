import { add, div, mul, sub } from '../../graph/ops';
import { inputsOf, meanOver, sumOver, unbroadcast, type GradientRule } from './rule';

/** Operators that relate elements to others along the last axis. */
export const normalisation: Readonly<Record<string, GradientRule>> = {
  /** y·(dy − Σ dy·y). */
  Softmax: ({ g, node, gradient, output, known }) => {
    checkLastAxis(node, known(output).shape.length);
    const shared = sumOver(g, mul(g, gradient, output), [-1]);
    return [mul(g, output, sub(g, gradient, shared))];
  },
  /** Ba, Kiros and Hinton 2016 (arXiv 1607.06450), section 3: gradients of (x − mean)/deviation·scale + shift. */
  LayerNormalization: (step) => {
    const { g, node, gradient, output, known, wants } = step;
    const [x, scale, shift] = inputsOf(step);
    const { shape } = known(output);
    checkLastAxis(node, shape.length);
    const epsilon = node.attributes['epsilon'];
    const small = typeof epsilon === 'object' && 'float' in epsilon ? epsilon.float : 1e-5;
    const centred = sub(g, x, meanOver(g, x, [-1]));
    const variance = meanOver(g, mul(g, centred, centred), [-1]);
    const deviation = g.node('Sqrt', [add(g, variance, g.scalar(small))]);
    const normal = div(g, centred, deviation);
    const scaled = mul(g, gradient, scale);
    const constant = meanOver(g, scaled, [-1]);
    const along = mul(g, normal, meanOver(g, mul(g, scaled, normal), [-1]));
    return [
      wants(0) ? div(g, sub(g, sub(g, scaled, constant), along), deviation) : undefined,
      wants(1) ? unbroadcast(g, mul(g, gradient, normal), shape, known(scale).shape) : undefined,
      wants(2) ? unbroadcast(g, gradient, shape, known(shift).shape) : undefined,
    ];
  },
};

function checkLastAxis({ name, attributes }: { name: string; attributes: object }, rank: number): void {
  const axis = 'axis' in attributes ? attributes.axis : -1;
  if (axis !== -1 && axis !== rank - 1)
    throw new RangeError(`The node "${name}" works along another axis than the last.`);
}
