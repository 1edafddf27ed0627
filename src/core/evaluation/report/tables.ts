import { t, type Text } from '../../text/message';
import type { ClickSummary } from '../clickSummary';
import { protocols } from '../protocols';
import type { QualitySummary } from '../qualitySummary';
import { scoredClicks, type Case } from '../case';
import type { SignalSummary } from '../signalSummary';
import type { GroupSummary, Means, ProtocolSummary } from '../summary';
import type { Table } from './table';

/** Three decimals; a dash for unknown values. */
export function figure(value: number | undefined, digits = 3): string {
  return value === undefined || Number.isNaN(value) ? '–' : value.toFixed(digits);
}

/** Means of the sets, one line for each way to prompt. @param unit of surface distances */
export function overviewTable(summaries: readonly ProtocolSummary[], unit: string): Table {
  const measured = summaries.flatMap(({ protocol, mean, groups }) =>
    mean === undefined ? [] : [{ protocol, mean, groups }],
  );
  const names = [...new Set(measured.flatMap(({ groups }) => groups.map(({ name }) => name)))];
  return {
    head: [t`Mean over sets`, ...meansHead(unit), ...names],
    rows: measured.map(({ protocol, mean, groups }) => [
      titleOf(protocol),
      ...meansCells(mean),
      ...names.map((name) => figure(groups.find((group) => group.name === name)?.score.dice)),
    ]),
  };
}

/** Title of a protocol, by its name. */
export function titleOf(protocol: string): Text {
  return protocols.find(({ name }) => name === protocol)?.title ?? protocol;
}

/** Scores of each set and of all. @param unit of surface distances */
export function setTable({ sets, mean, groups }: ProtocolSummary, unit: string): Table {
  return {
    head: [t`Set`, ...groupHead(unit)],
    rows: [
      ...sets.map(groupRow),
      ...(mean === undefined ? [] : [[t`Mean over sets`, '', '', ...meansCells(mean)]]),
      ...groups.map((group) => [group.name, '', '', ...meansCells(group)]),
    ],
  };
}

/** Scores by the size of the object. @param unit of surface distances */
export function sizeTable({ sizes }: ProtocolSummary, unit: string): Table {
  return { head: [t`Fraction of the image`, ...groupHead(unit)], rows: sizes.map(groupRow) };
}

/** What the estimate of quality is worth; undefined for models that make none. */
export function qualityTable({ sets, quality }: ProtocolSummary): Table | undefined {
  if (quality === undefined) return undefined;
  const row = (name: Text, summary: QualitySummary | undefined): Text[] => [
    name,
    figure(summary?.spearman, 2),
    figure(summary?.auroc, 2),
    figure(summary?.aurc),
    figure(summary?.aurcRandom),
    figure(summary?.aurcBest),
    figure(summary?.error),
  ];
  return {
    head: [t`Set`, 'Spearman', 'AUROC < 0.7', 'AURC', t`Random`, t`Best`, t`Error`],
    rows: [...sets.map(({ name, quality: own }) => row(name, own)), row(t`All masks`, quality)],
  };
}

/** What each signal alone is worth, and all together; undefined where none was measured. */
export function signalTable({ signals }: ProtocolSummary): Table | undefined {
  if (signals.length === 0) return undefined;
  const row = ({ name, all, withinSets }: SignalSummary): string[] => [
    name,
    figure(all.spearman),
    figure(all.auroc),
    figure(all.aurc),
    figure(withinSets.spearman),
    figure(withinSets.auroc),
    figure(withinSets.aurc),
  ];
  return {
    head: [
      t`Signal`,
      'Spearman',
      'AUROC < 0.7',
      'AURC',
      t`Spearman within sets`,
      t`AUROC within sets`,
      t`AURC within sets`,
    ],
    rows: signals.map(row),
  };
}

/** Scores of single masks. @param unit of surface distances */
export function caseTable(cases: readonly Case[], unit: string): Table {
  return {
    head: [t`Mask`, t`Set`, 'Dice', 'IoU', 'NSD', `HD95 ${unit}`],
    rows: cases.map(({ mask, set, score }) => [
      mask,
      set,
      figure(score.dice),
      figure(score.iou),
      figure(score.nsd),
      figure(score.hd95, 1),
    ]),
  };
}

/** How clicks help; undefined for protocols without a dialogue. */
export function clickTable({ sets, clicks }: ProtocolSummary): Table | undefined {
  if (clicks === undefined) return undefined;
  const shown = [1, 2, 3, scoredClicks, 10, 20].filter((click) => click <= clicks.limit);
  const row = (name: Text, summary: ClickSummary | undefined): Text[] => [
    name,
    ...shown.map((click) => figure(summary?.dice[click - 1])),
    figure(summary?.noc85, 1),
    figure(summary?.noc90, 1),
    figure(summary?.reached85, 2),
    figure(summary?.reached90, 2),
  ];
  return {
    head: [t`Set`, ...shown.map((click) => `Dice@${click}`), 'NoC@85', 'NoC@90', t`Reached 85`, t`Reached 90`],
    rows: [...sets.map(({ name, clicks: own }) => row(name, own)), row(t`All masks`, clicks)],
  };
}

/** How corrections help in volumes; undefined for protocols without them. */
export function stepTable({ sets, steps }: ProtocolSummary): Table | undefined {
  if (steps === undefined) return undefined;
  const row = (name: Text, own: readonly number[] | undefined): Text[] => [
    name,
    ...steps.map((_, step) => figure(own?.[step] ?? own?.at(-1))),
  ];
  return {
    head: [t`Set`, t`Boxes`, ...steps.slice(1).map((_, i) => t`Correction ${i + 1}`)],
    rows: [...sets.map(({ name, steps: own }) => row(name, own)), row(t`All masks`, steps)],
  };
}

function groupHead(unit: string): Text[] {
  return [t`Images`, t`Masks`, ...meansHead(unit)];
}

function meansHead(unit: string): Text[] {
  return ['Dice', '95 %', 'IoU', 'NSD', `HD95 ${unit}`, t`Worst 5 %`, t`Ellipse`];
}

function groupRow(group: GroupSummary): string[] {
  return [group.name, String(group.images), String(group.masks), ...meansCells(group)];
}

function meansCells({ score, baseline, worst, interval }: Means): string[] {
  return [
    figure(score.dice),
    interval.map((end) => figure(end)).join('–'),
    figure(score.iou),
    figure(score.nsd),
    figure(score.hd95, 1),
    figure(worst),
    figure(baseline.dice),
  ];
}
