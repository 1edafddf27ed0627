import { t } from '../../../../text/message';
import type { Case } from '../../../case';
import type { ReportPage } from '../page';
import type { Axis } from './axes';
import { scatterPlot } from './scatter';

const smallest = 0.0005;

const axis: Axis = {
  title: t`Fraction of the image`,
  from: Math.log10(smallest),
  to: 0,
  ticks: [0.001, 0.01, 0.1, 1].map((share) => ({ at: Math.log10(share), label: `${share * 100} %` })),
};

/** Size of the object, on a logarithmic axis, against Dice. */
export function sizePlot(cases: readonly Case[], page: ReportPage): string {
  return scatterPlot(
    axis,
    cases.map(({ size, score }) => [Math.log10(Math.max(size, smallest)), score.dice]),
    page,
    cases,
  );
}
