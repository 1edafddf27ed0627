import { placeColumns } from '../../evaluation/report/placeColumns';
import type { Table } from '../../evaluation/report/table';
import { figure } from '../../evaluation/report/tables';
import { t, type Text } from '../../text/message';
import type { Agreement } from '../agreement';
import type { AgreementCase, ReaderPair } from '../compareReadings';

/** How far readers agree, label by label; with more than two readers, pair by pair. */
export function labelTable({ readers, unit, labels }: Agreement): Table {
  const [first = '', second = ''] = readers;
  const isPair = readers.length === 2;
  return {
    head: [
      t`Label`,
      ...(isPair ? [] : [t`Readers`]),
      t`Drawn by both`,
      isPair ? t`Only ${first}` : t`Only the first`,
      isPair ? t`Only ${second}` : t`Only the second`,
      t`Neither`,
      t`Kappa`,
      'Dice',
      '95 %',
      `HD95 ${unit}`,
    ],
    rows: labels.map(({ label, readers: pair, both, onlyOne, onlyOther, neither, kappa, dice, interval, hd95 }) => [
      label,
      ...(isPair ? [] : [namesOf(pair, readers)]),
      String(both),
      String(onlyOne),
      String(onlyOther),
      String(neither),
      figure(kappa, 2),
      figure(dice),
      interval === undefined ? '–' : interval.map((end) => figure(end)).join('–'),
      figure(hd95, 1),
    ]),
  };
}

/** How well each reader finds a label, as STAPLE estimates it. */
export function performanceTable({ readers, performance }: Agreement): Table {
  return {
    head: [t`Label`, t`Reader`, t`Images`, t`Sensitivity`, t`Specificity`],
    rows: performance.map(({ label, reader, images, sensitivity, specificity }) => [
      label,
      readers[reader]!,
      String(images),
      figure(sensitivity),
      figure(specificity),
    ]),
  };
}

/** Where readers disagree, a row for each case. */
export function caseTable({ readers, unit, cases: all }: Agreement, cases: readonly AgreementCase[]): Table {
  const isPair = readers.length === 2;
  const places = placeColumns(all);
  return {
    head: [t`Image`, t`Label`, ...(isPair ? [] : [t`Readers`]), ...places.head, 'Dice', `HD95 ${unit}`, t`Drawn by`],
    rows: cases.map((each): Text[] => [
      each.image,
      each.label,
      ...(isPair ? [] : [namesOf(each.readers, readers)]),
      ...places.cells(each),
      figure(each.dice),
      figure(each.hd95, 1),
      each.drawn[0] && each.drawn[1] ? t`both` : readers[each.readers[each.drawn[0] ? 0 : 1]]!,
    ]),
  };
}

function namesOf(pair: ReaderPair, readers: readonly string[]): string {
  return pair.map((reader) => readers[reader]).join(' ↔ ');
}
