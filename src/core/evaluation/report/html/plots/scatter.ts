import { mean } from '../../../../statistics/mean';
import { dots, line, plot, unitAxis, type Axis } from './axes';

const steps = 8;

/** Dots of a value against Dice, and a line through the mean of each eighth of the axis that has dots. */
export function scatterPlot(
  axis: Axis,
  points: readonly (readonly [value: number, dice: number])[],
  marks?: readonly string[],
): string {
  const step = (axis.to - axis.from) / steps;
  const stepOf = (value: number): number => Math.min(steps - 1, Math.floor((value - axis.from) / step));
  const means = Array.from({ length: steps }, (_, i) => {
    const own = points.filter(([value]) => stepOf(value) === i);
    return [axis.from + (i + 0.5) * step, mean(own.map(([, dice]) => dice))] as const;
  }).filter(([, dice]) => !Number.isNaN(dice));
  return plot(`${axis.title} against Dice`, axis, unitAxis('Dice'), (x, y) => {
    const drawn = (pairs: typeof points): [number, number][] => pairs.map(([value, dice]) => [x(value), y(dice)]);
    return dots(drawn(points), marks) + line(drawn(means), 'model');
  });
}
