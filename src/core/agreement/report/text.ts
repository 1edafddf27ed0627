import { textTable } from '../../evaluation/report/table';
import { counted } from '../../text/counted';
import { english, sentences, t, type Message } from '../../text/message';
import type { Agreement } from '../agreement';
import { labelTable } from './tables';

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
  return agreement.labels.length === 0 ? head : `${head}\n\n${textTable(labelTable(agreement))}`;
}

/** The agreement for programs. Readers are named, and numbers without a value are left out. */
export function agreementJson({ labels, cases, ...rest }: Agreement): string {
  const named = (each: { readonly readers: readonly number[] }): object => ({
    ...each,
    readers: each.readers.map((reader) => rest.readers[reader]),
  });
  return JSON.stringify({ ...rest, labels: labels.map(named), cases: cases.map(named) });
}
