import { english } from '../../../text/message';
import type { Case } from '../../case';
import { protocols } from '../../protocols';
import type { ProtocolSummary } from '../../summary';
import type { Evaluation } from '../evaluation';
import type { Table } from '../table';
import { clickTable, figure, qualityTable, setTable, signalTable, sizeTable, titleOf } from '../tables';
import { settingsText } from '../text';
import { caseFigure, worstCases, type Picture } from './cases';
import type { Links } from './links';
import { escaped } from './markup';
import { clicksPlot } from './plots/clicks';
import { distributionPlot } from './plots/distribution';
import { loosenessPlot } from './plots/looseness';
import { qualityPlot } from './plots/quality';
import { riskPlot } from './plots/risk';
import { sizePlot } from './plots/size';
import { style } from './style';

/** Cases that a report shows as pictures. */
export function shownCases({ summaries, cases }: Evaluation): Case[] {
  return summaries.flatMap(({ protocol }) => shownOf(protocol, cases));
}

/**
 * The report as one HTML file that needs nothing else and runs no script.
 * @param pictures of the images of {@link shownCases}, where they can be shown
 */
export function htmlReport(evaluation: Evaluation, pictures: ReadonlyMap<Case, Picture>): string {
  return (
    `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">` +
    `<title>${escaped(titleOfReport(evaluation))}</title><style>${style}</style></head><body>` +
    `${reportBody(evaluation, pictures)}</body></html>\n`
  );
}

export function titleOfReport({ settings }: Evaluation): string {
  return `Evaluation of ${settings.model}`;
}

/**
 * What the report says, for a page that has the report's style.
 * @param links mark what opens a case, in a page that can
 */
export function reportBody(evaluation: Evaluation, pictures: ReadonlyMap<Case, Picture>, links?: Links): string {
  const { settings, summaries, cases } = evaluation;
  return (
    `<h1>${escaped(titleOfReport(evaluation))}</h1><p>${escaped(settingsText(evaluation))}</p>` +
    `<nav class="tiles">${summaries.map(tile).join('')}</nav>` +
    summaries.map((summary) => section(summary, cases, settings.unit, { pictures, links })).join('')
  );
}

interface Shown {
  readonly pictures: ReadonlyMap<Case, Picture>;
  readonly links: Links;
}

function tile({ protocol, mean, withoutVessels }: ProtocolSummary): string {
  const rest = withoutVessels === undefined ? '' : `, ${figure(withoutVessels.score.dice)} without vessels`;
  return (
    `<a class="tile" href="#${escaped(protocol)}">${escaped(titleOf(protocol))}<b>${figure(mean?.score.dice)}</b>` +
    `<span>mean Dice over sets${rest}</span></a>`
  );
}

function section(summary: ProtocolSummary, cases: readonly Case[], unit: string, { pictures, links }: Shown): string {
  const { protocol, quality } = summary;
  const own = cases.filter((each) => each.protocol === protocol);
  const description = english(protocols.find(({ name }) => name === protocol)?.description ?? '');
  const head = `<h2 id="${escaped(protocol)}">${escaped(titleOf(protocol))}</h2><p>${escaped(description)}</p>`;
  if (own.length === 0) return `${head}<p>Nothing was measured.</p>`;
  const isLoose = own.some(({ looseness }) => looseness !== undefined);
  const corrections = clickTable(summary);
  const estimates = qualityTable(summary);
  const signals = signalTable(summary);
  return (
    head +
    card('', table(setTable(summary, unit))) +
    `<div class="plots">` +
    wide('Dice by set', distributionKey + distributionPlot(summary, own, links)) +
    (summary.clicks === undefined ? '' : card('After each click', clicksKey + clicksPlot(summary))) +
    (isLoose
      ? card('Box scale', loosenessPlot(own, 'scale', links)) + card('Box shift', loosenessPlot(own, 'shift', links))
      : '') +
    card('Object size', sizePlot(own, links)) +
    (quality === undefined
      ? ''
      : card('Estimated quality', qualityPlot(own, links)) + card('Risk against coverage', riskKey + riskPlot(own))) +
    `</div>` +
    (corrections === undefined ? '' : details('Corrections', corrections)) +
    details('By object size', sizeTable(summary, unit)) +
    (estimates === undefined ? '' : details('Estimated quality', estimates)) +
    (signals === undefined ? '' : details('Signals behind the estimate', signals)) +
    `<h3>Worst cases</h3><p>${casesKey}</p><div class="cases">` +
    shownOf(protocol, cases)
      .map((each) => caseFigure(each, pictures.get(each), links))
      .join('') +
    `</div>`
  );
}

function shownOf(protocol: string, cases: readonly Case[]): Case[] {
  return worstCases(
    cases.filter((each) => each.protocol === protocol),
    8,
    2,
  );
}

function key(color: string, text: string): string {
  return `<span class="key"><i class="${color}"></i>${text}</span>`;
}

const distributionKey = `<div>${key('model-soft', 'each mask; box: quartiles; line: 5 % to 95 %')}${key('model', 'dot: mean')}${key('naive', 'mean of the ellipse')}</div>`;
const clicksKey = `<div>${key('model', 'all masks')}${key('model-soft', 'each set')}</div>`;
const riskKey = `<div>${key('model', 'ordered by the estimate')}${key('best', 'ordered by the true Dice')}${key('naive', 'random order')}</div>`;
const casesKey = `The lowest Dice scores, at most two masks per set. ${key('truth', 'reference')}${key('answer', 'answer')}White: the prompt.`;

function card(title: string, content: string): string {
  return `<section class="card">${title === '' ? '' : `<h3>${title}</h3>`}${content}</section>`;
}

function wide(title: string, content: string): string {
  return `<section class="card wide"><h3>${title}</h3>${content}</section>`;
}

function details(title: string, content: Table): string {
  return `<details><summary>${title}</summary><div class="card">${table(content)}</div></details>`;
}

function table({ head, rows }: Table): string {
  const cells = (tag: string, values: readonly string[]): string =>
    `<tr>${values.map((value) => `<${tag}>${escaped(value)}</${tag}>`).join('')}</tr>`;
  return `<table><thead>${cells('th', head)}</thead><tbody>${rows.map((row) => cells('td', row)).join('')}</tbody></table>`;
}
