import type { ByteSource } from '../base/byteSource';

/** One attribute or field of a file's header, as text. */
export interface HeaderField {
  /** How the standard writes its address, such as `(0010,0010)`; its name again where fields have no other. */
  readonly tag: string;
  readonly name: string;
  /** DICOM value representation or the stored type; empty where there is none. */
  readonly vr: string;
  /** Several values are separated by `\`, as DICOM does. */
  readonly value: string;
  /** Whether it may say who the patient is. */
  readonly confidential: boolean;
  /** Items of a sequence, each with its own fields. */
  readonly items?: readonly (readonly HeaderField[])[];
}

/** The header of a file. */
export interface FileHeader {
  /** Its format, for display: `DICOM`. */
  readonly title: string;
  readonly fields: readonly HeaderField[];
}

/**
 * Reads what the header of a file says.
 * @param bytes the file, or as much of it as `headerBytes` of its format
 * @param file all of it, for a format whose header may lie anywhere
 * @throws UserError `damaged` or `unsupported-encoding`
 */
export type FieldsReader = (bytes: Uint8Array, file: ByteSource) => Promise<readonly HeaderField[]>;

/** A field of a format whose fields have names and contain no patient data. */
export function plainField(name: string, value: string, vr = ''): HeaderField {
  return { tag: name, name, vr, value, confidential: false };
}

/** Longest value that is shown whole. */
const longestValue = 2000;

/** The value, or the start of a very long one: line breaks and control characters become spaces. */
export function shownValue(text: string): string {
  const line = text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
  return line.length <= longestValue ? line : `${line.slice(0, longestValue)}… (${line.length} characters)`;
}

/** What a header says, by the names that its reader gives; binary parts by their length. */
export function fieldsOfRecord(record: object): HeaderField[] {
  return Object.entries(record).map(([name, value]: [string, unknown]) =>
    plainField(name, shownValue(valueText(value))),
  );
}

function valueText(value: unknown): string {
  if (value === undefined) return '';
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
  if (Array.isArray(value)) {
    const shown = value.slice(0, 64).map(valueText).join('\\');
    return value.length > 64 ? `${shown}\\… (${value.length} values)` : shown;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A reader of fields for formats whose header reader gives everything that the header says. */
export function fieldsFromHeader(readHeader: (bytes: Uint8Array) => object): FieldsReader {
  return (bytes) => Promise.resolve().then(() => fieldsOfRecord(readHeader(bytes)));
}
