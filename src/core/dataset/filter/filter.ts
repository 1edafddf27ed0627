import { fits, hasWildcard } from '../../base/wildcard';
import { t } from '../../text/message';
import type { DatasetImage } from '../datasetImage';
import { imageStatuses, type ImageStatus } from '../status';
import { formatQuality, isInRange, parseQuality, type QualityRange } from './qualityRange';
import { quoted, splitTerms, wrong, type RawTerm } from './terms';

type Condition =
  | { readonly field: 'status'; readonly values: readonly ImageStatus[] }
  | { readonly field: 'quality'; readonly values: readonly QualityRange[] }
  | { readonly field: TextField; readonly values: readonly string[] };

const textFields = ['label', 'modality', 'series', 'name'] as const;
type TextField = (typeof textFields)[number];

/** A condition, or its opposite. */
export type FilterTerm = Condition & { readonly negated: boolean };

/** Conditions that an image has to fulfil, all of them; none lets every image through. */
export type Filter = readonly FilterTerm[];

/**
 * Parses a filter such as `status:unreviewed quality:<0.7 -label:liver,spleen name:ct_*`. Terms add up, alternatives are separated
 * by commas, `-` before a term means its opposite, a bare word is sought in the name.
 * @throws UserError `bad-input` that says what is wrong and what can be written
 */
export function parseFilter(text: string): Filter {
  return splitTerms(text).map(termOf);
}

function termOf({ negated, field = 'name', values }: RawTerm): FilterTerm {
  switch (field) {
    case 'status':
      return { negated, field, values: values.map(statusNamed) };
    case 'quality':
      return { negated, field, values: values.map(parseQuality) };
  }
  const known = textFields.find((name) => name === field);
  if (known !== undefined) return { negated, field: known, values };
  throw wrong(t`There is no filter “${field}”.`, t`Use status, quality, label, modality, series or name.`);
}

function statusNamed(text: string): ImageStatus {
  const name = text.toLowerCase();
  const status = imageStatuses.find((each) => wordOf(each) === name || each === name);
  if (status !== undefined) return status;
  throw wrong(t`There is no status “${text}”.`, t`Use one of ${imageStatuses.map(wordOf).join(', ')}.`);
}

/** The word for a status in filters. `machine`, as sidecars and earlier versions call it, means the same as `unreviewed`. */
function wordOf(status: ImageStatus): string {
  return status === 'machine' ? 'unreviewed' : status;
}

/** Text that {@link parseFilter} reads back as the same filter. */
export function formatFilter(filter: Filter): string {
  return filter.map((term) => `${term.negated ? '-' : ''}${term.field}:${valuesText(term)}`).join(' ');
}

function valuesText(term: FilterTerm): string {
  switch (term.field) {
    case 'quality':
      return term.values.map(formatQuality).join(',');
    case 'status':
      return term.values.map(wordOf).join(',');
    default:
      return term.values.map(quoted).join(',');
  }
}

export function matches(image: DatasetImage, filter: Filter): boolean {
  return filter.every((term) => fulfils(image, term) !== term.negated);
}

function fulfils(image: DatasetImage, term: FilterTerm): boolean {
  switch (term.field) {
    case 'status':
      return term.values.includes(image.status);
    case 'quality':
      return term.values.some((range) => isInRange(image.quality, range));
    case 'label':
      return term.values.some((label) => isOneOf(image.labels, label));
    case 'modality':
      return term.values.some((modality) => isOneOf(image.modality === '' ? [] : [image.modality], modality));
    case 'series':
      return term.values.some((part) => isOfSeries(image.series, part));
    case 'name':
      return term.values.some((part) => contains(image.path, part));
  }
}

/** Whether the name of a series has a text; `*` fits every series, named or not, and `none` asks for there being none. */
function isOfSeries(series: DatasetImage['series'], part: string): boolean {
  if (part.toLowerCase() === 'none') return series === undefined;
  return series !== undefined && contains(series.name, part);
}

/** Whether one of the values fits; `none` asks for there being none. */
function isOneOf(values: readonly string[], wanted: string): boolean {
  return wanted.toLowerCase() === 'none' ? values.length === 0 : values.some((value) => fits(value, wanted));
}

/** A pattern has to fit a whole path or its last part, a text only to occur. */
function contains(text: string, part: string): boolean {
  if (!hasWildcard(part)) return text.toLowerCase().includes(part.toLowerCase());
  return fits(text, part) || fits(text.slice(text.lastIndexOf('/') + 1), part);
}
