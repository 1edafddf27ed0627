import { matMul, reshape, transpose } from '../../graph/ops';
import type { GraphBuilder, Value } from '../../onnx/graphBuilder';
import { intsOf } from '../shapes';
import { inputsOf, sumOver, unbroadcast, type GradientRule } from './rule';

/** Matrix products and convolutions. */
export const products: Readonly<Record<string, GradientRule>> = {
  MatMul: (step) => {
    const { g, gradient, output, known, wants } = step;
    const [a, b] = inputsOf(step);
    const [left, right, of] = [known(a).shape, known(b).shape, known(output).shape];
    const batch = of.slice(0, -2);
    const turned = (x: Value, rank: number): Value => transpose(g, x, swapLast(rank));
    const toLeft = (): Value =>
      unbroadcast(g, matMul(g, gradient, turned(b, right.length)), [...batch, ...left.slice(-2)], left);
    const toRight = (): Value => {
      // One matrix for all rows: their products are one product, with no sum over copies after it.
      if (right.length === 2) {
        const rows = (x: Value, width: number): Value => reshape(g, x, [-1, width]);
        return matMul(g, turned(rows(a, left.at(-1)!), 2), rows(gradient, of.at(-1)!));
      }
      return unbroadcast(g, matMul(g, turned(a, left.length), gradient), [...batch, ...right.slice(-2)], right);
    };
    return [wants(0) ? toLeft() : undefined, wants(1) ? toRight() : undefined];
  },
  /** Without groups, dilations and strides. */
  Conv: (step) => {
    const { g, node, gradient, known, output, wants } = step;
    const [x, weight] = inputsOf(step);
    const { attributes } = node;
    const strided = intsOf(attributes['strides']).some((stride) => stride !== 1);
    if (strided || attributes['group'] !== 1 || 'dilations' in attributes) {
      throw new RangeError(`The node "${node.name}" is a convolution with strides, groups or dilations.`);
    }
    const pads = intsOf(attributes['pads']);
    const [batch, to, height, width] = known(output).shape as [number, number, number, number];
    return [
      wants(0) ? g.node('ConvTranspose', [gradient, weight], { pads, strides: [1, 1] }) : undefined,
      wants(1) ? kernelGradient(g, x, gradient, pads, [height, width]) : undefined,
      node.inputs.length > 2 && wants(2)
        ? reshape(g, sumOver(g, reshape(g, gradient, [batch, to, height * width]), [0, 2]), [to])
        : undefined,
    ];
  },
};

/** The input convolved with the gradient as its kernel, with batch and channels in each other's place. */
function kernelGradient(
  g: GraphBuilder,
  x: Value,
  gradient: Value,
  pads: readonly number[],
  size: readonly number[],
): Value {
  const swap = [1, 0, 2, 3];
  const kernel = transpose(g, gradient, swap);
  const product = g.node('Conv', [transpose(g, x, swap), kernel], {
    kernel_shape: size,
    pads,
    strides: [1, 1],
    group: 1,
  });
  return transpose(g, product, swap);
}

function swapLast(rank: number): number[] {
  const axes = Array.from({ length: rank }, (_, i) => i);
  return [...axes.slice(0, -2), rank - 1, rank - 2];
}
