import type { GraphBuilder, Value } from '../onnx/graphBuilder';
import { elementType } from '../onnx/model';
import { concat, matMul, mul, reshape, softmax, transpose } from './ops';

export interface Heads {
  /** N×heads×(side·side)×d. */
  readonly q: Value;
  /** N×heads×d×(side·side). */
  readonly k: Value;
  /** N×heads×(side·side)×d. */
  readonly v: Value;
}

export interface AttentionShape {
  /** Number of grids N. */
  readonly count: number;
  readonly side: number;
  readonly heads: number;
  readonly headWidth: number;
}

/**
 * Attention on a square grid with SAM's decomposed relative positions: softmax(q·kᵀ/√d + vertical + horizontal)·v, where the
 * terms are products of the unscaled query with an embedding of the distance of rows, and of columns.
 *
 * A query needs only one number for each row and each column of keys, not one for each key. So it is lengthened by these
 * 2·side numbers and every key by the ones and zeros that pick its own row and column: one matrix product then gives the
 * whole sum. In 32-bit arithmetic that is exact, for all it adds are products with 0 and 1, and it spares writing and reading
 * a bias as large as the scores twice.
 *
 * @param key prefix of the weights `rel_pos_h` and `rel_pos_w`, each (2·side − 1)×d
 * @returns N×heads×(side·side)×d
 */
export function attendRelatively(g: GraphBuilder, { q, k, v }: Heads, key: string, shape: AttentionShape): Value {
  const { count, side, heads, headWidth } = shape;
  const grid = reshape(g, q, [-1, heads, side, side, headWidth]);
  const rows = matMul(g, grid, relativeTable(g, `${key}.rel_pos_h`, side, headWidth));
  const acrossFirst = matMul(
    g,
    transpose(g, grid, [0, 1, 3, 2, 4]),
    relativeTable(g, `${key}.rel_pos_w`, side, headWidth),
  );
  const columns = transpose(g, acrossFirst, [0, 1, 3, 2, 4]);
  const flat = (x: Value): Value => reshape(g, x, [0, 0, side * side, side]);
  const scaled = mul(g, q, g.scalar(1 / Math.sqrt(headWidth)));
  const queries = concat(g, [scaled, flat(rows), flat(columns)], 3);
  const picks = g.node('Expand', [placePicks(g, side), g.ints([count, heads, 2 * side, side * side])]);
  const keys = concat(g, [k, picks], 2);
  return matMul(g, softmax(g, matMul(g, queries, keys)), v);
}

/** (2·side)×(side·side) ones and zeros: for each place of the grid, which row and which column it lies in. */
function placePicks(g: GraphBuilder, side: number): Value {
  const numbers = g.ints(
    Array.from({ length: side }, (_, i) => i),
    [side, 1],
  );
  const pick = (lineOf: (place: number) => number): Value => {
    const lines = Array.from({ length: side * side }, (_, place) => lineOf(place));
    return g.node('Cast', [g.node('Equal', [numbers, g.ints(lines, [1, side * side])])], { to: elementType.float });
  };
  return concat(g, [pick((place) => Math.floor(place / side)), pick((place) => place % side)], 0);
}

/** Embeddings of the distance between each two of `side` places, side×d×side. */
export function relativeTable(g: GraphBuilder, key: string, side: number, headWidth: number): Value {
  const distances = Array.from({ length: side * side }, (_, i) => Math.floor(i / side) - (i % side) + side - 1);
  const weight = g.weight(key, [2 * side - 1, headWidth]);
  const gathered = g.node('Gather', [weight, g.ints(distances, [side, side])], { axis: 0 });
  return transpose(g, gathered, [0, 2, 1]);
}
