import { english, sentences, t, type Message, type Text } from '../../text/message';
import { protocols } from '../protocols';
import type { ProtocolSummary } from '../summary';
import type { Evaluation } from './evaluation';
import {
  clickTable,
  overviewTable,
  qualityTable,
  setTable,
  signalTable,
  sizeTable,
  stepTable,
  titleOf,
} from './tables';
import { markdownTable, textTable, type Table } from './table';

/** The tables of one protocol under their headings. */
function tablesOf(summary: ProtocolSummary, unit: string): { readonly title: Text; readonly table: Table }[] {
  const corrections = clickTable(summary) ?? stepTable(summary);
  const quality = qualityTable(summary);
  const signals = signalTable(summary);
  return [
    { title: titleOf(summary.protocol), table: setTable(summary, unit) },
    ...(corrections === undefined ? [] : [{ title: t`Corrections`, table: corrections }]),
    { title: t`By object size`, table: sizeTable(summary, unit) },
    ...(quality === undefined ? [] : [{ title: t`Estimated quality`, table: quality }]),
    ...(signals === undefined ? [] : [{ title: t`Signals behind the estimate`, table: signals }]),
  ];
}

/** What several protocols say, side by side. */
function overviewOf(
  summaries: readonly ProtocolSummary[],
  unit: string,
): { readonly title: Text; readonly table: Table }[] {
  return summaries.length < 2 ? [] : [{ title: t`Overview`, table: overviewTable(summaries, unit) }];
}

/** The tables for a terminal. */
export function textReport({ settings, summaries }: Evaluation): string {
  return [...overviewOf(summaries, settings.unit), ...summaries.flatMap((summary) => tablesOf(summary, settings.unit))]
    .map(({ title, table }) => `${english(title)}\n\n${textTable(table)}`)
    .join('\n\n');
}

/** The tables as a Markdown document. */
export function markdownReport(evaluation: Evaluation): string {
  const { settings, summaries } = evaluation;
  const parts = summaries.flatMap((summary) =>
    tablesOf(summary, settings.unit).flatMap(({ title, table }, i) => [
      `${i === 0 ? '##' : '###'} ${english(title)}`,
      ...(i === 0 ? [english(protocols.find(({ name }) => name === summary.protocol)?.description ?? '')] : []),
      markdownTable(table),
    ]),
  );
  const overview = overviewOf(summaries, settings.unit).flatMap(({ title, table }) => [
    `## ${english(title)}`,
    markdownTable(table),
  ]);
  return `${['# Evaluation', english(settingsText(evaluation)), ...overview, ...parts].join('\n\n')}\n`;
}

/** One paragraph on how an evaluation was made. */
export function settingsText({ settings, failures, interrupted }: Evaluation): Message {
  const { model, weights, device, zoom, unit, tolerance, clickLimit, seed, limit } = settings;
  const hash = weights.slice(0, 12);
  return sentences(
    zoom
      ? t`Model ${model} (weights ${hash}) on ${device}, with zoom-in refinement.`
      : t`Model ${model} (weights ${hash}) on ${device}, without zoom-in refinement.`,
    t`NSD at ${tolerance} ${unit}; at most ${clickLimit} clicks; seed ${seed}.`,
    ...(limit === undefined ? [] : [t`Only the first ${limit} images of each set were used.`]),
    ...(failures === 0 ? [] : [t`${failures} images or masks could not be used.`]),
    ...(interrupted ? [t`Interrupted: the results cover only the images measured so far.`] : []),
  );
}
