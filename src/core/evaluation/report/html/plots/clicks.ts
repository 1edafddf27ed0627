import { scoredClicks } from '../../../case';
import type { ProtocolSummary } from '../../../summary';
import { line, plot, unitAxis, type Axis } from './axes';

/** Mean Dice after each click: each set thin, all masks thick. */
export function clicksPlot({ sets, clicks }: ProtocolSummary): string {
  const limit = clicks?.limit ?? 1;
  const shown = [1, scoredClicks, 10, 15, 20, 30, 50].filter((click) => click <= limit);
  const axis: Axis = {
    title: 'Clicks',
    from: 0.5,
    to: limit + 0.5,
    ticks: shown.map((at) => ({ at, label: String(at) })),
  };
  return plot('Clicks against Dice', axis, unitAxis('Mean Dice'), (x, y) => {
    const curve = (dice: readonly number[] | undefined, name: string, title: string): string =>
      line(
        (dice ?? []).map((value, i) => [x(i + 1), y(value)]),
        name,
        title,
      );
    return (
      sets.map((set) => curve(set.clicks?.dice, 'thin', set.name)).join('') + curve(clicks?.dice, 'model', 'All masks')
    );
  });
}
