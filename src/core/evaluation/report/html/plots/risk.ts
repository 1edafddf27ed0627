import { riskCoverage } from '../../../../statistics/ranking';
import { t } from '../../../../text/message';
import type { Case } from '../../../case';
import type { ReportPage } from '../page';
import { line, plot, unitAxis, type Axis } from './axes';

/** Mean risk of the masks that the model is surest of, over their share of all. */
export function riskPlot(cases: readonly Case[], page: ReportPage): string {
  const known = cases.flatMap(({ quality, score }) => (quality === undefined ? [] : [{ quality, dice: score.dice }]));
  const risks = known.map(({ dice }) => 1 - dice);
  const bySelf = riskCoverage(
    known.map(({ quality }) => quality),
    risks,
  );
  const best = riskCoverage(
    known.map(({ dice }) => dice),
    risks,
  );
  const all = best.at(-1) ?? 0;
  const highest = Math.max(0.05, ...bySelf, all);
  const step = [0.02, 0.05, 0.1, 0.2].find((each) => highest / each <= 5) ?? 0.2;
  const ticks = Array.from({ length: Math.floor(highest / step) + 1 }, (_, i) => ({
    at: i * step,
    label: (i * step).toFixed(2),
  }));
  const axis: Axis = { title: t`Risk, 1 − Dice`, from: 0, to: highest * 1.05, ticks };
  return plot(t`Risk against coverage`, [unitAxis(t`Coverage`), axis], page, (x, y) => {
    const curve = (values: readonly number[], name: string): string =>
      line(
        values.map((risk, i) => [x((i + 1) / values.length), y(risk)]),
        name,
      );
    return (
      line(
        [
          [x(0), y(all)],
          [x(1), y(all)],
        ],
        'naive',
      ) +
      curve(best, 'best') +
      curve(bySelf, 'model')
    );
  });
}
