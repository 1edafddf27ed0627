import { textTable } from '../../evaluation/report/table';
import { counted } from '../../text/counted';
import { english, sentences, t, type Message } from '../../text/message';
import type { Agreement } from '../agreement';
import { labelTable, performanceTable } from './tables';

/** What was compared, in a few sentences. */
export function agreementText({ readers, images, single, failures }: Agreement): Message {
  return sentences(
    t`${readers.join(', ')}: ${counted(images, 'image')} compared.`,
    ...(single.length === 0 ? [] : [t`${counted(single.length, 'image')} read by one reader alone.`]),
    ...(failures === 0 ? [] : [t`${counted(failures, 'image')} could not be compared.`]),
  );
}

/** The agreement for a terminal. */
export function textReport(agreement: Agreement): string {
  const head = english(agreementText(agreement));
  if (agreement.labels.length === 0) return head;
  const tables = [labelTable(agreement), performanceTable(agreement)].filter(({ rows }) => rows.length > 0);
  return [head, ...tables.map(textTable)].join('\n\n');
}

/** The agreement for programs. Readers are named, and numbers without a value are left out. */
export function agreementJson({ labels, performance, cases, ...rest }: Agreement): string {
  const named = (each: { readonly readers: readonly number[] }): object => ({
    ...each,
    readers: each.readers.map((reader) => rest.readers[reader]),
  });
  return JSON.stringify({
    ...{ ...rest, labels: labels.map(named), cases: cases.map(named) },
    performance: performance.map((each) => ({ ...each, reader: rest.readers[each.reader] })),
  });
}
