import { mean } from '../statistics/mean';
import type { Case } from './case';

/**
 * Mean Dice of objects of volumes after the propagation and after each correction; an object that needed fewer corrections counts
 * with what it had. Undefined when there are no steps.
 */
export function stepMeans(cases: readonly Case[]): readonly number[] | undefined {
  const all = cases.flatMap(({ steps }) => (steps === undefined ? [] : [steps]));
  if (all.length === 0) return undefined;
  const most = Math.max(...all.map(({ length }) => length));
  return Array.from({ length: most }, (_, step) => mean(all.map((steps) => (steps[step] ?? steps.at(-1))!.dice)));
}
