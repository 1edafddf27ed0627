import { t } from '../../../../text/message';
import type { Case } from '../../../case';
import type { Looseness } from '../../../protocol';
import type { ReportPage } from '../page';
import type { Axis } from './axes';
import { scatterPlot } from './scatter';

const axes: Readonly<Record<keyof Looseness, Axis>> = {
  scale: {
    title: t`Box scale`,
    from: 0.9,
    to: 1.3,
    ticks: [0.9, 1, 1.1, 1.2, 1.3].map((at) => ({ at, label: at.toFixed(1) })),
  },
  shift: {
    title: t`Box shift in pixels`,
    from: 0,
    to: 14.4,
    ticks: [0, 2, 4, 6, 8, 10, 12, 14].map((at) => ({ at, label: String(at) })),
  },
};

/** Scale or shift of the box against Dice. */
export function loosenessPlot(cases: readonly Case[], by: keyof Looseness, page: ReportPage): string {
  const loose = cases.filter(({ looseness }) => looseness !== undefined);
  return scatterPlot(
    axes[by],
    loose.map(({ looseness, score }) => [looseness![by], score.dice]),
    page,
    loose,
  );
}
