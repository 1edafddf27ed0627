import type { HeaderField } from '../formats/headerField';

/** A line of a listed header. */
export interface MetadataLine {
  readonly text: string;
  /** The field that it shows; lines that begin an item of a sequence show none. */
  readonly field?: HeaderField;
}

export interface MetadataListing {
  readonly lines: readonly MetadataLine[];
  /** Values that are not shown, because they may say who the patient is. */
  readonly hidden: number;
}

const indent = '  ';
/** Longer names push the value to the right instead of widening the column for all. */
const widestName = 40;

/** Stands in the place of a value that is not shown. */
const hiddenValue = '[hidden]';

/**
 * Lists the fields of a header, one per line, in columns: tag, VR, name, value. Items of sequences are indented below it.
 * @param showPatient whether to show values that may identify the patient; otherwise sequences of them stay closed
 */
export function listFields(fields: readonly HeaderField[], showPatient: boolean): MetadataListing {
  const widths = columnWidths(fields);
  const lines: MetadataLine[] = [];
  let hidden = 0;
  const list = (level: readonly HeaderField[], depth: number): void => {
    for (const field of level) {
      const isHidden = field.confidential && !showPatient && field.value !== '';
      if (isHidden) hidden++;
      const shown = isHidden ? { ...field, value: hiddenValue } : field;
      lines.push({ text: indent.repeat(depth) + lineOf(shown, widths), field: shown });
      if (isHidden) continue;
      for (const [index, item] of (field.items ?? []).entries()) {
        lines.push({ text: `${indent.repeat(depth + 1)}item ${index + 1}` });
        list(item, depth + 2);
      }
    }
  };
  list(fields, 0);
  return { lines, hidden };
}

interface Widths {
  readonly tag: number;
  readonly vr: number;
  readonly name: number;
}

function columnWidths(fields: readonly HeaderField[]): Widths {
  const all = flatten(fields);
  const widest = (lengthOf: (field: HeaderField) => number): number =>
    all.reduce((width, field) => Math.max(width, lengthOf(field)), 0);
  return {
    // A tag that only repeats the name is not listed.
    tag: widest(({ tag, name }) => (tag === name ? 0 : tag.length)),
    vr: widest(({ vr }) => vr.length),
    name: Math.min(
      widestName,
      widest(({ name }) => name.length),
    ),
  };
}

function flatten(fields: readonly HeaderField[]): HeaderField[] {
  return fields.flatMap((field) => [field, ...(field.items ?? []).flatMap(flatten)]);
}

function lineOf({ tag, vr, name, value }: HeaderField, widths: Widths): string {
  const columns = [
    [tag === name ? '' : tag, widths.tag],
    [vr, widths.vr],
    [name, widths.name],
  ] as const;
  const cells = columns.flatMap(([text, width]) => (width === 0 ? [] : [text.padEnd(width)]));
  return [...cells, value].join('  ').trimEnd();
}
