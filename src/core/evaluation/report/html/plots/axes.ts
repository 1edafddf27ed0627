import type { Text } from '../../../../text/message';
import { escaped, short } from '../markup';
import type { ReportPage } from '../page';

export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** One axis of a plot. */
export interface Axis {
  readonly title: Text;
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly Tick[];
}

/** Brings a value of an axis to a coordinate of the drawing. */
export type Scale = (value: number) => number;

const size = { width: 380, height: 270 };
const margin = { left: 46, right: 22, top: 10, bottom: 40 };

/** The shares 0 to 1 in fifths. */
export function unitAxis(title: Text): Axis {
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1].map((at) => ({ at, label: at.toFixed(1) }));
  return { title, from: 0, to: 1, ticks };
}

/** Axes with what `content` draws between them, as an SVG. @param label what the picture shows, for those who cannot see it */
export function plot(
  label: Text,
  [x, y]: readonly [Axis, Axis],
  { say }: ReportPage,
  content: (x: Scale, y: Scale) => string,
): string {
  const [left, right] = [margin.left, size.width - margin.right];
  const [top, bottom] = [margin.top, size.height - margin.bottom];
  const toX: Scale = (value) => left + ((value - x.from) / (x.to - x.from)) * (right - left);
  const toY: Scale = (value) => bottom - ((value - y.from) / (y.to - y.from)) * (bottom - top);
  const columns = x.ticks.map(
    ({ at, label: text }) =>
      `<text x="${short(toX(at))}" y="${bottom + 15}" text-anchor="middle">${escaped(text)}</text>`,
  );
  const rows = y.ticks.map(
    ({ at, label: text }) =>
      `<path class="grid" d="M${left},${short(toY(at))}H${right}"/>` +
      `<text x="${left - 6}" y="${short(toY(at) + 4)}" text-anchor="end">${escaped(text)}</text>`,
  );
  const middle = (top + bottom) / 2;
  const drawn = content(toX, toY);
  return (
    `<svg viewBox="0 0 ${size.width} ${size.height}" role="${roleOf(drawn)}" aria-label="${escaped(say(label))}">${rows.join('')}${columns.join('')}` +
    `<text class="title" x="${(left + right) / 2}" y="${size.height - 6}" text-anchor="middle">${escaped(say(x.title))}</text>` +
    `<text class="title" transform="translate(11 ${middle}) rotate(-90)" text-anchor="middle">${escaped(say(y.title))}</text>` +
    `${drawn}<path class="axis" d="M${left},${top}V${bottom}H${right}"/></svg>`
  );
}

/** What is in a picture is hidden from screen readers: one whose dots can be opened is a group. */
export function roleOf(content: string): 'group' | 'img' {
  return content.includes('class="dot"') ? 'group' : 'img';
}

/**
 * Dots as one path, which keeps thousands of them small.
 * @param marks where given, each dot is an element of its own with the mark of its case (see `links.ts`); Tab reaches the first
 *   one, arrow keys the others
 */
export function dots(points: readonly (readonly [x: number, y: number])[], marks?: readonly string[]): string {
  if (marks === undefined) {
    return `<path class="dots" d="${points.map(([x, y]) => `M${short(x)},${short(y)}h0`).join('')}"/>`;
  }
  return points
    .map(
      ([x, y], i) =>
        `<circle class="dot" tabindex="${i === 0 ? 0 : -1}" ${marks[i]!} cx="${short(x)}" cy="${short(y)}" r="2.5"/>`,
    )
    .join('');
}

export function line(points: readonly (readonly [x: number, y: number])[], name: string, title = ''): string {
  const d = points.map(([x, y]) => `${short(x)},${short(y)}`).join('L');
  return d === ''
    ? ''
    : `<path class="${name}" d="M${d}">${title === '' ? '' : `<title>${escaped(title)}</title>`}</path>`;
}
