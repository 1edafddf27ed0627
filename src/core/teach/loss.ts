import { add, div, matMul, mul, reshape, sub, transpose } from '../model/graph/ops';
import type { GraphBuilder, Value } from '../model/onnx/graphBuilder';
import { elementType } from '../model/onnx/model';

/** The decoder's answers to B prompts, and what they should be. */
export interface Answers {
  /** B×1×G×G. */
  readonly logits: Value;
  /** B, where the model estimates the Dice coefficient of its masks. */
  readonly quality?: Value;
  /** B×1×2G×2G in 0..1, with soft edges: half of the model's size. */
  readonly targets: Value;
  readonly batch: number;
  /** G. */
  readonly grid: number;
}

const focalWeight = 3;
const focalExponent = 1.5;
const entropyWeight = 0.3;
const qualityWeight = 0.4;

/**
 * The loss that the model was trained with (`soft_loss` of models/training), and the mean Dice of the thresholded masks: soft
 * Dice + 3 focal (exponent 1.5) + 0.3 cross-entropy at half of the model's size, + 0.4 squared error of the estimated Dice.
 */
export function softLoss(
  g: GraphBuilder,
  { logits, quality, targets, batch, grid }: Answers,
): { loss: Value; dice: Value } {
  const cells = 4 * grid * grid;
  const flat = (x: Value): Value => reshape(g, x, [batch, cells]);
  const mean = (x: Value): Value => g.node('ReduceMean', [x, g.ints([1])], { keepdims: 0 });
  const sum = (x: Value): Value => g.node('ReduceSum', [x, g.ints([1])], { keepdims: 0 });
  const one = g.scalar(1);
  const target = flat(targets);
  const enlarged = flat(enlargeTwice(g, logits, grid));
  const probability = g.node('Sigmoid', [enlarged]);

  const entropy = sub(g, g.node('Softplus', [enlarged]), mul(g, enlarged, target));
  const both = mul(g, probability, target);
  const neither = mul(g, sub(g, one, probability), sub(g, one, target));
  // Rounding must not make it negative: no power of a negative number is one.
  const wrong = g.node('Relu', [sub(g, one, add(g, both, neither))]);
  const focal = mean(mul(g, entropy, g.node('Pow', [wrong, g.scalar(focalExponent)])));
  const pixels = add(g, mul(g, focal, g.scalar(focalWeight)), mul(g, mean(entropy), g.scalar(entropyWeight)));
  const overlap = add(g, mul(g, sum(both), g.scalar(2)), one);
  const total = add(g, add(g, sum(probability), sum(target)), one);
  let each = add(g, pixels, sub(g, one, div(g, overlap, total)));

  const dice = hardDice(g, enlarged, target, sum);
  if (quality !== undefined) {
    const error = sub(g, quality, dice);
    each = add(g, each, mul(g, mul(g, error, error), g.scalar(qualityWeight)));
  }
  const average = (x: Value): Value => g.node('ReduceMean', [x, g.ints([0])], { keepdims: 1 });
  return { loss: average(each), dice: average(dice) };
}

/** Dice coefficient of the thresholded masks, B; nothing is learnt through it. */
function hardDice(g: GraphBuilder, logits: Value, target: Value, sum: (x: Value) => Value): Value {
  const isAbove = (x: Value, threshold: number): Value =>
    g.node('Cast', [g.node('Greater', [x, g.scalar(threshold)])], { to: elementType.float });
  const [found, wanted] = [isAbove(logits, 0), isAbove(target, 0.5)];
  const small = g.scalar(1e-3);
  const overlap = add(g, mul(g, sum(mul(g, found, wanted)), g.scalar(2)), small);
  return div(g, overlap, add(g, add(g, sum(found), sum(wanted)), small));
}

/** Bilinear enlargement to twice the size, corners not aligned, as two matrix products: U·x·Uᵀ. */
function enlargeTwice(g: GraphBuilder, x: Value, grid: number): Value {
  const rows = new Float32Array(2 * grid * grid);
  for (let i = 0; i < 2 * grid; i++) {
    const position = Math.max(0, (i + 0.5) / 2 - 0.5);
    const low = Math.min(Math.floor(position), grid - 1);
    const fraction = position - low;
    const high = Math.min(low + 1, grid - 1);
    rows[i * grid + low]! += 1 - fraction;
    rows[i * grid + high]! += fraction;
  }
  const matrix = g.floats(rows, [2 * grid, grid]);
  return matMul(g, matMul(g, matrix, x), transpose(g, matrix, [1, 0]));
}
