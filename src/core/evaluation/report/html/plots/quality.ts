import { t } from '../../../../text/message';
import type { Case } from '../../../case';
import type { ReportPage } from '../page';
import { dots, line, plot, unitAxis } from './axes';

/** Estimated against true Dice; the diagonal is a perfect estimate. */
export function qualityPlot(cases: readonly Case[], page: ReportPage): string {
  const known = cases.filter(({ quality }) => quality !== undefined);
  return plot(
    t`Estimated against true Dice`,
    [unitAxis(t`Estimated Dice`), unitAxis('Dice')],
    page,
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
        page.links && known.map(page.links),
      ),
  );
}
