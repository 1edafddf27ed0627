import { rectOf, type Rect } from '../../../geometry/rect';
import { decodeRunLength } from '../../../mask/runLength';
import type { Prompt } from '../../../prompt/prompt';
import { t } from '../../../text/message';
import type { Case } from '../../case';
import { figure } from '../tables';
import { frameAround, type Frame } from './frame';
import { escaped, outlineMark, short } from './markup';
import type { ReportPage } from './page';

/** An image as the report shows it. */
export interface Picture {
  /** Data URI of a PNG; it is stretched to the size of the image. */
  readonly source: string;
}

/**
 * The cases of lowest Dice, worst first, a few of each set, since one hard set would fill the page.
 */
export function worstCases(cases: readonly Case[], count: number, perSet: number): Case[] {
  const taken = new Map<string, number>();
  const worst: Case[] = [];
  for (const each of [...cases].sort((a, b) => a.score.dice - b.score.dice)) {
    const before = taken.get(each.set) ?? 0;
    if (before >= perSet) continue;
    taken.set(each.set, before + 1);
    if (worst.push(each) === count) break;
  }
  return worst;
}

/** A case as a picture with the outlines of reference and answer; a black ground where the image cannot be shown. @param id of its caption, which names it */
export function caseFigure(each: Case, picture: Picture | undefined, { say, links }: ReportPage, id: string): string {
  const [width, height] = each.reference.size;
  const image =
    picture === undefined
      ? ''
      : `<image href="${picture.source}" width="${width}" height="${height}" preserveAspectRatio="none"/>`;
  const ellipse = figure(each.baseline.dice, 2);
  const measured =
    each.quality === undefined ? t`ellipse ${ellipse}` : t`estimated ${figure(each.quality, 2)}; ellipse ${ellipse}`;
  const tag = links === undefined ? 'figure' : 'div';
  const caption = links === undefined ? 'figcaption' : 'div';
  return (
    `<${tag} class="case"${links === undefined ? '' : ` tabindex="0" ${links(each)} aria-labelledby="${escaped(id)}"`}><svg viewBox="${frameOf(each).map(short).join(' ')}" role="img" aria-label="${escaped(each.mask)}">${image}` +
    `${outlineMark(decodeRunLength(each.reference), 'truth')}${outlineMark(decodeRunLength(each.answer), 'answer')}${promptMarks(each.prompt, frameOf(each)[2])}</svg>` +
    `<${caption} class="caption" id="${escaped(id)}"><b>Dice ${figure(each.score.dice, 2)}</b> ${escaped(say(measured))}` +
    `<span>${escaped(each.set)}: ${escaped(each.mask)}</span></${caption}></${tag}>`
  );
}

/** The frame around reference and box. */
function frameOf({ reference, prompt }: Case): Frame {
  const [width, height] = reference.size;
  const object = decodeRunLength(reference).bounds ?? rectOf({ width, height });
  const { x0, y0, x1, y1 } = {
    x0: Math.min(object.x0, prompt.box?.x0 ?? Infinity),
    y0: Math.min(object.y0, prompt.box?.y0 ?? Infinity),
    x1: Math.max(object.x1, prompt.box?.x1 ?? -Infinity),
    y1: Math.max(object.y1, prompt.box?.y1 ?? -Infinity),
  };
  return frameAround({ x0, y0, x1, y1 }, { width, height });
}

function promptMarks({ box, points }: Prompt, side: number): string {
  const arm = side / 50;
  const clicks = points.map(({ x, y, positive }) => {
    const bar = `M${short(x - arm)},${short(y)}h${short(2 * arm)}`;
    return positive ? `${bar}M${short(x)},${short(y - arm)}v${short(2 * arm)}` : bar;
  });
  const rect = box === undefined ? '' : boxMark(box);
  return `${rect}<path class="click" d="${clicks.join('')}"/>`;
}

function boxMark({ x0, y0, x1, y1 }: Rect): string {
  return `<rect class="prompt" x="${short(x0)}" y="${short(y0)}" width="${short(x1 - x0)}" height="${short(y1 - y0)}"/>`;
}
