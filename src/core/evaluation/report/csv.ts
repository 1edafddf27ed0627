import { formatCsv } from '../../text/csv';
import type { Case } from '../case';
import { signalNames } from '../../quality/signals';
import { metrics } from '../score';

/** The cases as CSV, one a line. Numbers are not rounded; what does not apply is left empty. */
export function casesCsv(cases: readonly Case[]): string {
  const head = [
    'set',
    'image',
    'mask',
    'protocol',
    'size',
    ...metrics,
    ...metrics.map((metric) => `baseline_${metric}`),
    'quality',
    'scale',
    'shift',
    'clicks_dice',
    'clicks_iou',
    'steps_dice',
    'steps_iou',
    'slice',
    ...signalNames.map((name) => `signal_${name}`),
  ];
  const rows = cases.map((each) => [
    each.set,
    each.image,
    each.mask,
    each.protocol,
    each.size,
    ...metrics.map((metric) => each.score[metric]),
    ...metrics.map((metric) => each.baseline[metric]),
    each.quality,
    each.looseness?.scale,
    each.looseness?.shift,
    each.clicks?.map(({ dice }) => dice).join(' '),
    each.clicks?.map(({ iou }) => iou).join(' '),
    each.steps?.map(({ dice }) => dice).join(' '),
    each.steps?.map(({ iou }) => iou).join(' '),
    each.slice,
    ...signalNames.map((name) => each.signals?.[name]),
  ]);
  return formatCsv([head, ...rows]);
}
