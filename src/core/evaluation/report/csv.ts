import type { Case } from '../case';
import { signalNames } from '../../quality/signals';
import { metrics } from '../score';

/** The cases, one a line, as RFC 4180 has it. Numbers are not rounded; what does not apply is left empty. */
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
    ...signalNames.map((name) => each.signals?.[name]),
  ]);
  return [head, ...rows].map((cells) => `${cells.map(field).join(',')}\r\n`).join('');
}

function field(value: string | number | undefined): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
