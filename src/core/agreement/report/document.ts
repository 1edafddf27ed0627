import { comparisonLegend, comparisonStyle, pairSection } from '../../compare/document';
import type { Picture } from '../../evaluation/report/html/cases';
import { htmlFile } from '../../evaluation/report/html/file';
import { escaped } from '../../evaluation/report/html/markup';
import type { ReportPage } from '../../evaluation/report/html/page';
import { htmlTable } from '../../evaluation/report/html/table';
import type { Score } from '../../evaluation/score';
import { placeOf } from '../../image/slicePlace';
import { decodeRunLength, type RunLengthMask } from '../../mask/runLength';
import { english, t, type Message } from '../../text/message';
import type { Agreement } from '../agreement';
import type { AgreementCase } from '../compareReadings';
import { caseTable, labelTable, performanceTable } from './tables';
import { agreementText } from './text';

/** Rows of disagreements that a report lists, and those that it shows as pictures. */
const [mostRows, mostPictures] = [200, 8] as const;

/** A disagreement as a picture. */
export interface ShownCase {
  /** Both masks on the slice where they differ most, and how far they agree there. */
  readonly one: RunLengthMask;
  readonly other: RunLengthMask;
  readonly score: Score;
  /** Of the slice, where it can be read. */
  readonly picture?: Picture;
}

/** The cases that a report shows as pictures: the worst. */
export function shownCases({ cases }: Agreement): readonly AgreementCase[] {
  return disagreements(cases).slice(0, mostPictures);
}

function disagreements(cases: readonly AgreementCase[]): readonly AgreementCase[] {
  return cases.filter(({ dice }) => dice < 1);
}

export function titleOf({ readers }: Pick<Agreement, 'readers'>): Message {
  return t`Agreement of ${readers.join(', ')}`;
}

/**
 * The report in English as one HTML file.
 * @param shown of {@link shownCases}, in their order
 */
export function agreementFile(agreement: Agreement, shown: readonly (ShownCase | undefined)[]): string {
  return htmlFile(english(titleOf(agreement)), agreementBody(agreement, shown, { say: english }), comparisonStyle);
}

/**
 * The report for a page with the style of reports and comparisons. Its places are the cases of the agreement, in their order.
 * @param shown of {@link shownCases}, in their order
 */
export function agreementBody(
  agreement: Agreement,
  shown: readonly (ShownCase | undefined)[],
  page: ReportPage,
): string {
  const { say } = page;
  const differing = disagreements(agreement.cases);
  const listed = differing.slice(0, mostRows);
  const head = `<h1>${escaped(say(titleOf(agreement)))}</h1><p>${escaped(say(agreementText(agreement)))} ${escaped(say(legend(agreement)))}</p>`;
  if (agreement.labels.length === 0) return `${head}<p>${escaped(say(t`There is no mask to compare.`))}</p>`;
  const more = differing.length - listed.length;
  return (
    head +
    `<section class="card">${htmlTable(labelTable(agreement), say)}</section>` +
    readers(agreement, say) +
    `<h2>${escaped(say(t`Disagreements`))}</h2>` +
    (listed.length === 0
      ? `<p>${escaped(say(t`All masks are the same.`))}</p>`
      : `<p>${escaped(say(t`The lowest Dice coefficients first.`))}</p>` +
        `<section class="card">${htmlTable(caseTable(agreement, listed), say, page.opens === true ? (row) => row : undefined)}</section>`) +
    (more === 0 ? '' : `<p>${escaped(say(t`${more} more are not listed.`))}</p>`) +
    pictures(agreement, shown, page)
  );
}

function readers(agreement: Agreement, say: ReportPage['say']): string {
  if (agreement.performance.length === 0) return '';
  const meaning = t`Means over the images that at least two readers have read. Sensitivity is the share of the object that the reader drew, specificity the share of the rest that the reader left out. The object itself is STAPLE’s estimate from all readers.`;
  return (
    `<h2>${escaped(say(t`Readers`))}</h2><p>${escaped(say(meaning))}</p>` +
    `<section class="card">${htmlTable(performanceTable(agreement), say)}</section>`
  );
}

function legend({ unit }: Agreement): Message {
  return unit === 'mm'
    ? t`Dice and HD95 are means over the images that both have drawn the label in; HD95 is in millimetres. Kappa is Cohen’s, of whether the label is there.`
    : t`Dice and HD95 are means over the images that both have drawn the label in; HD95 is in pixels. Kappa is Cohen’s, of whether the label is there.`;
}

function pictures(agreement: Agreement, shown: readonly (ShownCase | undefined)[], page: ReportPage): string {
  const cases = shownCases(agreement);
  const sections = shown.flatMap((found, index) => {
    const each = cases[index];
    if (found === undefined || each === undefined) return [];
    const { label } = each;
    const [ones, others] = [decodeRunLength(found.one), decodeRunLength(found.other)];
    const pair = { label, ...placeOf(each), one: ones, other: others, score: found.score };
    const [one, other] = each.readers.map((reader) => agreement.readers[reader]!) as [string, string];
    return (
      comparisonLegend({ one, other }, page.say) +
      pairSection(pair, found.picture, { one, other }, { ...page, index }, `${each.image}: ${label}`)
    );
  });
  return sections.join('');
}
