import type { Case } from '../../../case';
import type { Links } from '../links';
import { dots, line, plot, unitAxis } from './axes';

/** Estimated against true Dice; the diagonal is a perfect estimate. */
export function qualityPlot(cases: readonly Case[], links?: Links): string {
  const known = cases.filter(({ quality }) => quality !== undefined);
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
      ) +
      dots(
        known.map(({ quality, score }) => [x(quality!), y(score.dice)]),
        links && known.map(links),
      ),
  );
}
