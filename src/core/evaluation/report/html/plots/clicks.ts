import { t } from '../../../../text/message';
import { scoredClicks } from '../../../case';
import type { ProtocolSummary } from '../../../summary';
import type { ReportPage } from '../page';
import { line, plot, unitAxis, type Axis } from './axes';

/** Mean Dice after each click: each set thin, all masks thick. */
export function clicksPlot({ sets, clicks }: ProtocolSummary, page: ReportPage): string {
  const limit = clicks?.limit ?? 1;
  const shown = [1, scoredClicks, 10, 15, 20, 30, 50].filter((click) => click <= limit);
  const axis: Axis = {
    title: t`Clicks`,
    from: 0.5,
    to: limit + 0.5,
    ticks: shown.map((at) => ({ at, label: String(at) })),
  };
  return plot(t`Clicks against Dice`, [axis, unitAxis(t`Mean Dice`)], page, (x, y) => {
    const curve = (dice: readonly number[] | undefined, name: string, title: string): string =>
      line(
        (dice ?? []).map((value, i) => [x(i + 1), y(value)]),
        name,
        title,
      );
    return (
      sets.map((set) => curve(set.clicks?.dice, 'thin', set.name)).join('') +
      curve(clicks?.dice, 'model', page.say(t`All masks`))
    );
  });
}
