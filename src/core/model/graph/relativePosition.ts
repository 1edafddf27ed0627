import type { GraphBuilder, Value } from '../onnx/graphBuilder';
import { add, matMul, reshape, transpose, unsqueeze } from './ops';

/**
 * Decomposed relative positions of SAM's attention on a square grid: for each pair of query and key, the product of the
 * unscaled query with an embedding of their vertical distance, plus one of their horizontal distance.
 *
 * @param q N×heads×(side·side)×d
 * @param key prefix of the weights `rel_pos_h` and `rel_pos_w`, each (2·side − 1)×d
 * @returns N×heads×(side·side)×(side·side)
 */
export function relativePositionBias(
  g: GraphBuilder,
  q: Value,
  key: string,
  side: number,
  heads: number,
  headWidth: number,
): Value {
  const distances = Array.from({ length: side * side }, (_, i) => Math.floor(i / side) - (i % side) + side - 1);
  const table = (axis: 'h' | 'w'): Value => {
    const weight = g.weight(`${key}.rel_pos_${axis}`, [2 * side - 1, headWidth]);
    const gathered = g.node('Gather', [weight, g.ints(distances, [side, side])], { axis: 0 });
    return transpose(g, gathered, [0, 2, 1]);
  };
  const grid = reshape(g, q, [-1, heads, side, side, headWidth]);
  const vertical = matMul(g, grid, table('h'));
  const columns = matMul(g, transpose(g, grid, [0, 1, 3, 2, 4]), table('w'));
  const horizontal = transpose(g, columns, [0, 1, 3, 2, 4]);
  const sum = add(g, unsqueeze(g, vertical, [5]), unsqueeze(g, horizontal, [4]));
  return reshape(g, sum, [-1, heads, side * side, side * side]);
}
