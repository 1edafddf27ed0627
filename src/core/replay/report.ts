import { htmlFile } from '../evaluation/report/html/file';
import { escaped } from '../evaluation/report/html/markup';
import type { ReportPage } from '../evaluation/report/html/page';
import { htmlTable } from '../evaluation/report/html/table';
import { placeColumns } from '../evaluation/report/placeColumns';
import { textTable, type Table } from '../evaluation/report/table';
import { figure } from '../evaluation/report/tables';
import { counted } from '../text/counted';
import { english, sentences, t, type Message, type Text } from '../text/message';
import { margin, type Replay, type ReplaySummary, type Verdict } from './replay';

/** Rows of cases that a report lists. */
const mostRows = 200;

export function titleOf({ names: [before, after] }: Pick<Replay, 'names'>): Message {
  return t`Replay: ${after} against ${before}`;
}

const verdicts: Readonly<Record<Verdict, Message>> = {
  better: t`With 95 % confidence, the candidate is better.`,
  worse: t`With 95 % confidence, the candidate is worse.`,
  undecided: t`The accepted masks do not decide which is better.`,
};

/** What the replay has come to, in a few sentences. */
export function replayText({ verdict, all, unprompted, failures }: Replay): Message {
  return sentences(
    verdicts[verdict],
    ...(all === undefined ? [] : [t`${counted(all.better, 'mask')} better, ${counted(all.worse, 'mask')} worse.`]),
    ...(unprompted === 0 ? [] : [t`${counted(unprompted, 'mask')} without a stored prompt left out.`]),
    ...(failures === 0 ? [] : [t`${counted(failures, 'image')} could not be read.`]),
  );
}

/** What became better and worse, label by label. */
function replayTable({ names: [before, after], labels, all, own }: Replay): Table {
  const row = (name: Text, summary: ReplaySummary): Text[] => [
    name,
    String(summary.images),
    String(summary.masks),
    figure(summary.before),
    figure(summary.after),
    summary.interval.map((end) => signed(end)).join(' … '),
    String(summary.better),
    String(summary.worse),
  ];
  return {
    head: [
      t`Label`,
      t`Images`,
      t`Masks`,
      t`Dice of ${before}`,
      t`Dice of ${after}`,
      t`Difference, 95 %`,
      t`Better`,
      t`Worse`,
    ],
    rows: [
      ...labels.map((each) => row(each.label, each)),
      ...(all === undefined || labels.length < 2 ? [] : [row(t`All labels`, all)]),
      ...(own === undefined ? [] : [row(t`Accepted unchanged from one of the two`, own)]),
    ],
  };
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
}

/** The replay for a terminal. */
export function textReport(replay: Replay): string {
  const parts = [english(titleOf(replay)), textTable(replayTable(replay)), english(replayText(replay))];
  return (replay.cases.length === 0 ? [parts[0], parts[2]] : parts).join('\n\n');
}

/** The report in English as one HTML file. */
export function replayFile(replay: Replay): string {
  return htmlFile(english(titleOf(replay)), replayBody(replay, { say: english }));
}

/** The report for a page with the style of reports. Its places are the cases of the replay, in their order. */
export function replayBody(replay: Replay, { say, opens }: ReportPage): string {
  const head = `<h1>${escaped(say(titleOf(replay)))}</h1><p>${escaped(say(replayText(replay)))}</p>`;
  if (replay.cases.length === 0) return `${head}<p>${escaped(say(t`There is no accepted mask to compare with.`))}</p>`;
  const note = t`Better and worse are masks whose Dice coefficient with the accepted mask has changed by more than ${margin}. Masks that one of the two has made, and that were accepted unchanged, speak for that one: they do not count in the verdict.`;
  const listed = replay.cases.slice(0, mostRows);
  const more = replay.cases.length - listed.length;
  return (
    `${head}<section class="card">${htmlTable(replayTable(replay), say)}</section><p>${escaped(say(note))}</p>` +
    `<h2>${escaped(say(t`Masks`))}</h2><p>${escaped(say(t`Largest losses first.`))}</p>` +
    `<section class="card">${htmlTable(caseTable(replay, listed), say, opens === true ? (row) => row : undefined)}</section>` +
    (more === 0 ? '' : `<p>${escaped(say(t`${more} more are not listed.`))}</p>`)
  );
}

function caseTable({ names: [before, after], cases: all }: Replay, cases: Replay['cases']): Table {
  const places = placeColumns(all);
  return {
    head: [t`Image`, t`Label`, ...places.head, t`Dice of ${before}`, t`Dice of ${after}`, t`Difference`],
    rows: cases.map((each) => [
      each.image,
      each.label,
      ...places.cells(each),
      figure(each.before),
      figure(each.after),
      signed(each.after - each.before),
    ]),
  };
}
