import { mean } from '../../../../statistics/mean';
import { t } from '../../../../text/message';
import type { Case } from '../../../case';
import type { ReportPage } from '../page';
import { dots, line, plot, unitAxis, type Axis } from './axes';

const steps = 8;

/**
 * Dots of a value against Dice, and a line through the mean of each eighth of the axis that has dots.
 * @param cases those of the points
 */
export function scatterPlot(
  axis: Axis,
  points: readonly (readonly [value: number, dice: number])[],
  page: ReportPage,
  cases: readonly Case[],
): string {
  const step = (axis.to - axis.from) / steps;
  const stepOf = (value: number): number => Math.min(steps - 1, Math.floor((value - axis.from) / step));
  const means = Array.from({ length: steps }, (_, i) => {
    const own = points.filter(([value]) => stepOf(value) === i);
    return [axis.from + (i + 0.5) * step, mean(own.map(([, dice]) => dice))] as const;
  }).filter(([, dice]) => !Number.isNaN(dice));
  return plot(t`${axis.title} against Dice`, [axis, unitAxis('Dice')], page, (x, y) => {
    const drawn = (pairs: typeof points): [number, number][] => pairs.map(([value, dice]) => [x(value), y(dice)]);
    return dots(drawn(points), page.links && cases.map(page.links)) + line(drawn(means), 'model');
  });
}
