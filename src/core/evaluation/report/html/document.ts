import { english, joined, t, type Message } from '../../../text/message';
import type { Case } from '../../case';
import { protocols } from '../../protocols';
import type { ProtocolSummary } from '../../summary';
import type { Evaluation } from '../evaluation';
import type { Table } from '../table';
import {
  caseTable,
  clickTable,
  figure,
  qualityTable,
  setTable,
  signalTable,
  sizeTable,
  stepTable,
  titleOf,
} from '../tables';
import { settingsText } from '../text';
import { caseFigure, worstCases, type Picture } from './cases';
import { htmlFile } from './file';
import { escaped } from './markup';
import type { ReportPage } from './page';
import { clicksPlot } from './plots/clicks';
import { distributionPlot } from './plots/distribution';
import { loosenessPlot } from './plots/looseness';
import { qualityPlot } from './plots/quality';
import { riskPlot } from './plots/risk';
import { sizePlot } from './plots/size';
import { htmlTable } from './table';

/** Cases that a report shows as pictures. */
export function shownCases({ summaries, cases }: Evaluation): Case[] {
  return summaries.flatMap(({ protocol }) => shownOf(protocol, cases));
}

/**
 * The report in English as one HTML file that needs nothing else and runs no script.
 * @param pictures of the images of {@link shownCases}, where they can be shown
 */
export function htmlReport(evaluation: Evaluation, pictures: ReadonlyMap<Case, Picture>): string {
  return htmlFile(english(titleOfReport(evaluation)), reportBody(evaluation, pictures, { say: english }));
}

export function titleOfReport({ settings }: Evaluation): Message {
  return t`Evaluation of ${settings.model}`;
}

/**
 * The report for a page that has its style.
 */
export function reportBody(evaluation: Evaluation, pictures: ReadonlyMap<Case, Picture>, page: ReportPage): string {
  const { settings, summaries, cases } = evaluation;
  const places = new Map(cases.map((each, i) => [each, i]));
  return (
    `<h1>${escaped(page.say(titleOfReport(evaluation)))}</h1><p>${escaped(page.say(settingsText(evaluation)))}</p>` +
    `<nav class="tiles">${summaries.map((summary) => tile(summary, page)).join('')}</nav>` +
    summaries.map((summary) => section(summary, cases, settings.unit, { pictures, page, places })).join('')
  );
}

interface Shown {
  readonly pictures: ReadonlyMap<Case, Picture>;
  readonly page: ReportPage;
  /** The cases by their number. */
  readonly places: ReadonlyMap<Case, number>;
}

function tile({ protocol, mean, groups }: ProtocolSummary, { say }: ReportPage): string {
  const caption = joined(
    [t`mean Dice over sets`, ...groups.map(({ name, score }) => `${name} ${figure(score.dice)}`)],
    ' · ',
  );
  return (
    `<a class="tile" href="#${escaped(protocol)}">${escaped(say(titleOf(protocol)))}<b>${figure(mean?.score.dice)}</b>` +
    `<span>${escaped(say(caption))}</span></a>`
  );
}

function section(summary: ProtocolSummary, cases: readonly Case[], unit: string, shown: Shown): string {
  const { pictures, page } = shown;
  const { say } = page;
  const { protocol, quality } = summary;
  const own = cases.filter((each) => each.protocol === protocol);
  const description = say(protocols.find(({ name }) => name === protocol)?.description ?? '');
  const head = `<h2 id="${escaped(protocol)}">${escaped(say(titleOf(protocol)))}</h2><p>${escaped(description)}</p>`;
  if (own.length === 0) return `${head}<p>${escaped(say(t`Nothing was measured.`))}</p>`;
  const isLoose = own.some(({ looseness }) => looseness !== undefined);
  const corrections = clickTable(summary) ?? stepTable(summary);
  const estimates = qualityTable(summary);
  const signals = signalTable(summary);
  return (
    head +
    card('', htmlTable(setTable(summary, unit), say)) +
    `<div class="plots">` +
    wide(say(t`Dice by set`), distributionKey(say) + distributionPlot(summary, own, page)) +
    (summary.clicks === undefined ? '' : card(say(t`After each click`), clicksKey(say) + clicksPlot(summary, page))) +
    (isLoose
      ? card(say(t`Box scale`), loosenessPlot(own, 'scale', page)) +
        card(say(t`Box shift`), loosenessPlot(own, 'shift', page))
      : '') +
    card(say(t`Object size`), sizePlot(own, page)) +
    (quality === undefined
      ? ''
      : card(say(t`Estimated quality`), qualityPlot(own, page)) +
        card(say(t`Risk against coverage`), riskKey(say) + riskPlot(own, page))) +
    `</div>` +
    (corrections === undefined ? '' : details(say(t`Corrections`), corrections, say)) +
    details(say(t`By object size`), sizeTable(summary, unit), say) +
    (estimates === undefined ? '' : details(say(t`Estimated quality`), estimates, say)) +
    (signals === undefined ? '' : details(say(t`Signals behind the estimate`), signals, say)) +
    (page.links === undefined ? '' : caseRows(own, unit, shown)) +
    `<h3>${escaped(say(t`Worst cases`))}</h3><p>${casesKey(say)}</p><div class="cases">` +
    shownOf(protocol, cases)
      .map((each, i) => caseFigure(each, pictures.get(each), page, `${protocol}-${i}`))
      .join('') +
    `</div>`
  );
}

/** Rows of cases that a page lists. */
const mostRows = 200;

/** The masks, worst first, as rows that open their images. */
function caseRows(cases: readonly Case[], unit: string, { page: { say }, places }: Shown): string {
  const listed = cases.toSorted((a, b) => a.score.dice - b.score.dice).slice(0, mostRows);
  const content = htmlTable(caseTable(listed, unit), say, (row) => places.get(listed[row]!)!);
  return `<details><summary>${escaped(say(t`Masks, worst first`))}</summary><div class="card">${content}</div></details>`;
}

function shownOf(protocol: string, cases: readonly Case[]): Case[] {
  return worstCases(
    cases.filter((each) => each.protocol === protocol),
    8,
    2,
  );
}

type Say = ReportPage['say'];

function key(color: string, text: string): string {
  return `<span class="key"><i class="${color}"></i>${escaped(text)}</span>`;
}

const distributionKey = (say: Say): string =>
  `<div>${key('model-soft', say(t`each mask; box: quartiles; line: 5 % to 95 %`))}${key('model', say(t`dot: mean`))}${key('naive', say(t`mean of the ellipse`))}</div>`;
const clicksKey = (say: Say): string =>
  `<div>${key('model', say(t`all masks`))}${key('model-soft', say(t`each set`))}</div>`;
const riskKey = (say: Say): string =>
  `<div>${key('model', say(t`ordered by the estimate`))}${key('best', say(t`ordered by the true Dice`))}${key('naive', say(t`random order`))}</div>`;
const casesKey = (say: Say): string =>
  `${escaped(say(t`The lowest Dice scores, at most two masks per set.`))} ${key('truth', say(t`reference`))}${key('answer', say(t`mask of the model`))}${escaped(say(t`The prompt is white.`))}`;

function card(title: string, content: string): string {
  return `<section class="card">${title === '' ? '' : `<h3>${escaped(title)}</h3>`}${content}</section>`;
}

function wide(title: string, content: string): string {
  return `<section class="card wide"><h3>${escaped(title)}</h3>${content}</section>`;
}

function details(title: string, content: Table, say: Say): string {
  return `<details><summary>${escaped(title)}</summary><div class="card">${htmlTable(content, say)}</div></details>`;
}
