import type { Case } from '../../../case';
import { dots, line, plot, unitAxis } from './axes';

/** Estimated against true Dice; the diagonal is a perfect estimate. */
export function qualityPlot(cases: readonly Case[]): string {
  const points = cases.flatMap(({ quality, score }) => (quality === undefined ? [] : [[quality, score.dice] as const]));
  return plot(
    'Estimated against true Dice',
    unitAxis('Estimated Dice'),
    unitAxis('Dice'),
    (x, y) =>
      line(
        [
          [x(0), y(0)],
          [x(1), y(1)],
        ],
        'naive',
      ) + dots(points.map(([quality, dice]) => [x(quality), y(dice)])),
  );
}
