import { english } from '../../text/message';
import { protocols } from '../protocols';
import type { ProtocolSummary } from '../summary';
import type { Evaluation } from './evaluation';
import { clickTable, overviewTable, qualityTable, setTable, signalTable, sizeTable, titleOf } from './tables';
import { markdownTable, textTable, type Table } from './table';

/** The tables of one protocol under their headings. */
function tablesOf(summary: ProtocolSummary, unit: string): { readonly title: string; readonly table: Table }[] {
  const clicks = clickTable(summary);
  const quality = qualityTable(summary);
  const signals = signalTable(summary);
  return [
    { title: titleOf(summary.protocol), table: setTable(summary, unit) },
    ...(clicks === undefined ? [] : [{ title: 'Corrections', table: clicks }]),
    { title: 'By object size', table: sizeTable(summary, unit) },
    ...(quality === undefined ? [] : [{ title: 'Estimated quality', table: quality }]),
    ...(signals === undefined ? [] : [{ title: 'Signals behind the estimate', table: signals }]),
  ];
}

/** What several protocols say, side by side. */
function overviewOf(
  summaries: readonly ProtocolSummary[],
  unit: string,
): { readonly title: string; readonly table: Table }[] {
  return summaries.length < 2 ? [] : [{ title: 'Overview', table: overviewTable(summaries, unit) }];
}

/** The tables for a terminal. */
export function textReport({ settings, summaries }: Evaluation): string {
  return [...overviewOf(summaries, settings.unit), ...summaries.flatMap((summary) => tablesOf(summary, settings.unit))]
    .map(({ title, table }) => `${title}\n\n${textTable(table)}`)
    .join('\n\n');
}

/** The tables as a Markdown document. */
export function markdownReport(evaluation: Evaluation): string {
  const { settings, summaries } = evaluation;
  const parts = summaries.flatMap((summary) =>
    tablesOf(summary, settings.unit).flatMap(({ title, table }, i) => [
      `${i === 0 ? '##' : '###'} ${title}`,
      ...(i === 0 ? [english(protocols.find(({ name }) => name === summary.protocol)?.description ?? '')] : []),
      markdownTable(table),
    ]),
  );
  const overview = overviewOf(summaries, settings.unit).flatMap(({ title, table }) => [
    `## ${title}`,
    markdownTable(table),
  ]);
  return `${['# Evaluation', settingsText(evaluation), ...overview, ...parts].join('\n\n')}\n`;
}

/** One paragraph on how an evaluation was made. */
export function settingsText({ settings, failures, interrupted }: Evaluation): string {
  const { model, weights, device, zoom, unit, tolerance, clickLimit, seed, limit } = settings;
  return [
    `Model ${model} (weights ${weights.slice(0, 12)}) on ${device}, ${zoom ? 'with' : 'without'} zoom-in refinement.`,
    `NSD at ${tolerance} ${unit}; at most ${clickLimit} clicks; seed ${seed}.`,
    limit === undefined ? '' : `Only the first ${limit} images of each set were used.`,
    failures === 0 ? '' : `${failures} images or masks could not be used.`,
    interrupted ? 'Interrupted: the results cover only the images measured so far.' : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
