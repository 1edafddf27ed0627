import { t } from '../../text/message';
import { parsing } from '../failures';
import { shownValue, type HeaderField } from '../headerField';
import { decodeValue, encodingOf } from './characterSet';
import { isConfidential } from './confidential';
import { binaryNumbers, bytesOf, parseFile, strings, type DataSet, type Element } from './dataSet';
import { DataDictionary, isPrivate } from './dictionary';

const specificCharacterSet = 'x00080005';

/** Value representations that Specific Character Set applies to (PS3.5, 6.1.2.3). */
const encoded: ReadonlySet<string> = new Set(['SH', 'LO', 'ST', 'LT', 'UC', 'UT', 'PN']);
const asciiText: ReadonlySet<string> = new Set(['AE', 'AS', 'CS', 'DA', 'DS', 'DT', 'IS', 'TM', 'UI', 'UR']);

/** Bytes of one number, and how it is read: 64-bit integers too, which are shown but not computed with. */
const numbers: Readonly<Record<string, readonly [bytes: number, read: NumberReader]>> = {
  ...binaryNumbers,
  SV: [8, 'int64'],
  UV: [8, 'uint64'],
  OV: [8, 'uint64'],
};
type NumberReader = 'uint16' | 'int16' | 'uint32' | 'int32' | 'float' | 'double' | 'int64' | 'uint64';

/** Numbers of an element that are written out. */
const shownNumbers = 64;

/**
 * All attributes of a file, those of nested items too, in the file's order.
 * @throws UserError `damaged`
 */
export async function readFields(bytes: Uint8Array): Promise<readonly HeaderField[]> {
  const dictionary = await DataDictionary.load();
  const { dataSet } = parseFile(bytes);
  return parsing(t`The DICOM header`, () => fieldsOf(dataSet, dictionary, 'iso-8859-1'));
}

function fieldsOf(dataSet: DataSet, dictionary: DataDictionary, inherited: string): HeaderField[] {
  const terms = strings(dataSet, specificCharacterSet);
  const encoding = terms.length === 0 ? inherited : encodingOf(terms);
  return Object.values(dataSet.elements).map((element) => {
    const tag = element.tag.slice(1);
    const definition = dictionary.find(tag);
    const stated = element.items === undefined ? element.vr : 'SQ';
    const vr = stated === undefined || stated === 'UN' ? (definition?.vr ?? 'UN') : stated;
    const items = vr === 'SQ' ? itemsOf(element, dictionary, encoding) : undefined;
    return {
      tag: `(${tag.slice(0, 4)},${tag.slice(4)})`.toUpperCase(),
      name: definition?.name ?? (isPrivate(tag) ? 'private' : 'unknown'),
      vr,
      value: items === undefined ? valueOf(dataSet, element, vr, encoding) : itemCount(items.length),
      confidential: isConfidential(tag, vr),
      ...(items === undefined ? {} : { items }),
    };
  });
}

function itemsOf({ items = [] }: Element, dictionary: DataDictionary, encoding: string): HeaderField[][] {
  return items.map(({ dataSet }) => fieldsOf(dataSet, dictionary, encoding));
}

function itemCount(count: number): string {
  return count === 1 ? '1 item' : `${count} items`;
}

function valueOf(dataSet: DataSet, element: Element, vr: string, encoding: string): string {
  const { tag, dataOffset, length } = element;
  if (length === 0) return '';
  if (dataOffset + length > bytesOf(dataSet).length) return 'truncated';
  if (element.fragments !== undefined) return `${element.fragments} compressed fragments`;
  const number = numbers[vr];
  if (number !== undefined) return numbersOf(dataSet, tag, length, number);
  const bytes = bytesOf(dataSet).subarray(dataOffset, dataOffset + length);
  if (vr === 'AT') return attributeTags(dataSet, element);
  if (encoded.has(vr)) return shownValue(decodeValue(bytes, encoding));
  if (asciiText.has(vr) || (vr === 'UN' && isPlainText(bytes))) return shownValue(decodeValue(bytes, 'iso-8859-1'));
  return `${bytes.length} bytes`;
}

function numbersOf(
  dataSet: DataSet,
  tag: string,
  length: number,
  [bytes, read]: readonly [number, NumberReader],
): string {
  const count = Math.floor(length / bytes);
  const values = Array.from({ length: Math.min(count, shownNumbers) }, (_, i) => String(dataSet[read](tag, i) ?? ''));
  return [...values, ...(count > shownNumbers ? [`… (${count} values)`] : [])].join('\\');
}

function attributeTags(dataSet: DataSet, { tag, length }: Element): string {
  const word = (index: number): string => (dataSet.uint16(tag, index) ?? 0).toString(16).padStart(4, '0').toUpperCase();
  return Array.from(
    { length: Math.min(Math.floor(length / 4), shownNumbers) },
    (_, i) => `(${word(2 * i)},${word(2 * i + 1)})`,
  ).join('\\');
}

/** Of private elements without a VR: printable ASCII, perhaps padded with a zero. */
function isPlainText(bytes: Uint8Array): boolean {
  return bytes.every((byte, i) => (byte >= 0x20 && byte < 0x7f) || (byte === 0 && i === bytes.length - 1));
}
