import type { Picture } from '../evaluation/report/html/cases';
import { frameAround } from '../evaluation/report/html/frame';
import { placeAttribute } from '../evaluation/report/html/links';
import { escaped, short } from '../evaluation/report/html/markup';
import type { ReportPage } from '../evaluation/report/html/page';
import { htmlTable } from '../evaluation/report/html/table';
import { placeColumns } from '../evaluation/report/placeColumns';
import { figure } from '../evaluation/report/tables';
import { rectOf, type Rect } from '../geometry/rect';
import { isSamePlace, type SlicePlace } from '../image/slicePlace';
import { difference } from '../mask/difference';
import { Mask } from '../mask/mask';
import { t, type Text } from '../text/message';
import { traceOutline } from '../mask/traceOutline';
import type { MaskPair } from './pairMasks';

export interface ComparisonNames {
  /** File name of the image. */
  readonly image: string;
  /** What the two sides are called. */
  readonly one: Text;
  readonly other: Text;
}

/** Style beyond the report's. Patterns distinguish the sides where colours do not. */
export const comparisonStyle = `
:root:root { --one: #e69f00; --other: #56b4e9; --both: #f0f0f0; }
.only-one { fill: var(--one); } .only-other { fill: var(--other); } .soft { fill-opacity: .35; }
.pair { margin: 1rem 0; } .pair h2 { margin: 0 0 .5rem; font-size: 1rem; } .views { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: .75rem; }
.views figure { margin: 0; } .views svg { background: #000; aspect-ratio: 1; border-radius: .3rem; }
.views figcaption { padding: .35rem 0 0; color: var(--soft); font-size: .85rem; }
.edge-one, .edge-other { fill: none; vector-effect: non-scaling-stroke; stroke-width: 1.6; }
.edge-one { stroke: var(--one); } .edge-other { stroke: var(--other); stroke-dasharray: 5 3; }
.fill-both { fill: var(--both); fill-opacity: .3; }
.legend .swatch { width: 1.75rem; height: 1rem; display: inline-block; vertical-align: -3px; margin-right: .4rem; background: #000; }
.legend { display: flex; flex-wrap: wrap; gap: 1.25rem; color: var(--soft); font-size: .9rem; }
`;

/**
 * The result of a comparison, for the body of a page with the report's style and {@link comparisonStyle}: a table, and for
 * each object both masks side by side and overlaid.
 *
 * @param pictures of the slices
 */
export function comparisonBody(
  pairs: readonly MaskPair[],
  pictures: readonly (SlicePlace & { readonly picture: Picture })[],
  { image, one, other }: ComparisonNames,
  page: ReportPage,
): string {
  const { say } = page;
  const places = placeColumns(pairs);
  const head = [t`Object`, ...places.head, t`Pixels ${one}`, t`Pixels ${other}`, 'Dice', 'IoU', 'NSD', 'HD95 px'];
  const rows = pairs.map((pair) => [
    pair.label,
    ...places.cells(pair),
    pair.one === undefined ? '–' : String(pair.one.area),
    pair.other === undefined ? '–' : String(pair.other.area),
    figure(pair.score.dice),
    figure(pair.score.iou),
    figure(pair.score.nsd),
    figure(pair.score.hd95, 1),
  ]);
  return (
    `<h1>${escaped(image)}</h1><p>${escaped(say(t`Masks: ${one} against ${other}. NSD at 2 px.`))}</p>` +
    `<section class="card">${htmlTable({ head, rows }, say, page.opens === true ? (row) => row : undefined)}</section>` +
    comparisonLegend({ one, other }, say) +
    pairs
      .map((pair, i) =>
        pairSection(pair, pictures.find((at) => isSamePlace(at, pair))?.picture, { one, other }, { ...page, index: i }),
      )
      .join('')
  );
}

/** What the patterns of {@link pairSection} stand for. */
export function comparisonLegend({ one, other }: Omit<ComparisonNames, 'image'>, say: ReportPage['say']): string {
  return `<div class="legend">${legend('one', say(t`only ${one}`))}${legend('other', say(t`only ${other}`))}${legend('both', say(t`both`))}</div>`;
}

/**
 * Both masks of an object side by side and overlaid.
 * @param page with the number of the pair on it, which is also that of the place that it opens
 * @param title in front of the Dice coefficient; the label when left out
 */
export function pairSection(
  pair: MaskPair,
  picture: Picture | undefined,
  sides: Omit<ComparisonNames, 'image'>,
  { say, opens, index }: ReportPage & { readonly index: number },
  title = pair.label,
): string {
  const names = { one: say(sides.one), other: say(sides.other), difference: say(t`difference`) };
  const { width, height } = (pair.one ?? pair.other)!;
  const { one = new Mask(width, height), other = new Mask(width, height) } = pair;
  const frame = frameAround(boundsOf(one, other), { width, height });
  const view = (content: string, caption: string): string =>
    `<figure><svg viewBox="${frame.map(short).join(' ')}" role="img" aria-label="${escaped(pair.label)}, ${escaped(caption)}">` +
    (picture === undefined
      ? ''
      : `<image href="${picture.source}" width="${width}" height="${height}" preserveAspectRatio="none"/>`) +
    `${content}</svg><figcaption>${escaped(caption)}</figcaption></figure>`;
  const outlines = [shape(one, 'class="edge-one"'), shape(other, 'class="edge-other"')] as const;
  const onlyOne = difference(one, other);
  return (
    `<section class="pair"${opens === true ? ` ${placeAttribute}="${index}"` : ''}>` +
    `<h2>${escaped(title)} · Dice ${figure(pair.score.dice, 2)}</h2><div class="views">` +
    view(outlines[0], names.one) +
    view(outlines[1], names.other) +
    view(
      patterns(String(index), frame[2] / 50) +
        shape(difference(one, onlyOne), 'class="fill-both"') +
        shape(onlyOne, `fill="url(#one-${index})"`) +
        shape(difference(other, one), `fill="url(#other-${index})"`) +
        outlines.join(''),
      names.difference,
    ) +
    `</div></section>`
  );
}

/** Stripes for what only the first side has, dots for the second. @param step distance of the stripes */
function patterns(id: string, step: number): string {
  const tile = `width="${short(step)}" height="${short(step)}"`;
  return (
    `<defs><pattern id="one-${id}" ${tile} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
    `<rect class="only-one soft" ${tile}/><rect class="only-one" width="${short(step / 3)}" height="${short(step)}"/></pattern>` +
    `<pattern id="other-${id}" ${tile} patternUnits="userSpaceOnUse"><rect class="only-other soft" ${tile}/>` +
    `<circle class="only-other" cx="${short(step / 2)}" cy="${short(step / 2)}" r="${short(step / 4)}"/></pattern></defs>`
  );
}

function legend(side: 'one' | 'other' | 'both', text: string): string {
  const paint = side === 'both' ? 'class="fill-both"' : `fill="url(#${side}-key)"`;
  return (
    `<span><svg class="swatch" viewBox="0 0 28 16" aria-hidden="true">${side === 'both' ? '' : patterns('key', 6)}` +
    `<rect width="28" height="16" ${paint}/></svg>${escaped(text)}</span>`
  );
}

function shape(mask: Mask, paint: string): string {
  const rings = traceOutline(mask).map((ring) => `M${ring.map(({ x, y }) => `${x},${y}`).join('L')}Z`);
  return `<path d="${rings.join('')}" fill-rule="evenodd" ${paint}/>`;
}

function boundsOf(one: Mask, other: Mask): Rect {
  const [a, b] = [one.bounds ?? other.bounds, other.bounds ?? one.bounds];
  if (a === undefined || b === undefined) return rectOf(one);
  return {
    x0: Math.min(a.x0, b.x0),
    y0: Math.min(a.y0, b.y0),
    x1: Math.max(a.x1, b.x1),
    y1: Math.max(a.y1, b.y1),
  };
}
