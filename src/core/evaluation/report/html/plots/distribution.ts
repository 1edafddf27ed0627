import { quantile } from '../../../../statistics/quantile';
import { seededRandom } from '../../../../statistics/random';
import { t } from '../../../../text/message';
import type { Case } from '../../../case';
import type { ProtocolSummary } from '../../../summary';
import { escaped, short } from '../markup';
import type { ReportPage } from '../page';
import { dots, roleOf } from './axes';

const width = 860;
const left = 190;
const right = width - 70;
const row = 30;

/** Dice of every mask, set by set: dots, quartiles, the mean, and the mean of the ellipse. */
export function distributionPlot({ sets }: ProtocolSummary, cases: readonly Case[], page: ReportPage): string {
  const height = sets.length * row + 30;
  const x = (dice: number): number => left + dice * (right - left);
  const random = seededRandom('jitter');
  const grid = [0, 0.2, 0.4, 0.6, 0.8, 1].map(
    (dice) =>
      `<path class="grid" d="M${short(x(dice))},0V${height - 28}"/>` +
      `<text x="${short(x(dice))}" y="${height - 12}" text-anchor="middle">${dice.toFixed(1)}</text>`,
  );
  const rows = sets.map((set, i) => {
    const middle = i * row + row / 2;
    const members = cases.filter((each) => each.set === set.name);
    const own = members.map(({ score }) => score.dice);
    const [low, median, high] = set.quartiles;
    const [from, to] = [quantile(own, 0.05), quantile(own, 0.95)];
    const mean = x(set.score.dice);
    const naive = x(set.baseline.dice);
    return (
      `<text class="title" x="${left - 12}" y="${middle + 4}" text-anchor="end">${escaped(set.name)}</text>` +
      dots(
        own.map((dice) => [x(dice), middle + (random() - 0.5) * row * 0.55]),
        page.links && members.map(page.links),
      ) +
      `<path class="model" d="M${short(x(from))},${middle}H${short(x(low))}M${short(x(high))},${middle}H${short(x(to))}"/>` +
      `<rect class="box" x="${short(x(low))}" y="${middle - 7}" width="${short(x(high) - x(low))}" height="14" rx="2"/>` +
      `<path class="model" d="M${short(x(median))},${middle - 7}v14"/>` +
      `<circle class="model fill" cx="${short(mean)}" cy="${middle}" r="3"/>` +
      `<path class="naive" d="M${short(naive)},${middle - 10}v20"/>` +
      `<text class="title" x="${right + 14}" y="${middle + 4}">${set.score.dice.toFixed(3)}</text>`
    );
  });
  return `<svg viewBox="0 0 ${width} ${height}" role="${roleOf(rows.join(''))}" aria-label="${escaped(page.say(t`Dice by set`))}">${grid.join('')}${rows.join('')}</svg>`;
}
