import { concatBytes } from '../../../base/bytes';
import { strToU8 } from 'fflate';
import { bigEndian, explicitLittleEndian, implicitLittleEndian } from '../transferSyntax';

/** An element to be written: eight hexadecimal digits of its tag, its VR and its value; of a sequence, its items. */
export type WrittenElement = readonly [tag: string, vr: string, value: WrittenValue];
export type WrittenValue =
  | string
  | number
  | readonly (string | number)[]
  | Uint8Array
  | readonly WrittenDataSet[]
  | Fragments;
export type WrittenDataSet = readonly WrittenElement[];

/** Encapsulated pixels (PS3.5, A.4): the offset table and the fragments. */
export interface Fragments {
  readonly fragments: readonly Uint8Array[];
}

/** Value representations whose length takes four bytes (PS3.5, 7.1.2). */
export const longVrs: ReadonlySet<string> = new Set([
  'OB',
  'OD',
  'OF',
  'OL',
  'OV',
  'OW',
  'SQ',
  'SV',
  'UC',
  'UN',
  'UR',
  'UT',
  'UV',
]);
const undefinedLength = 0xffffffff;
/** Value representations that are padded with zero (PS3.5, 6.2). */
const zeroPadded: ReadonlySet<string> = new Set(['UI', 'OB', 'UN']);

const numbers: Readonly<Record<string, readonly [bytes: number, write: NumberWriter]>> = {
  US: [2, 'setUint16'],
  SS: [2, 'setInt16'],
  UL: [4, 'setUint32'],
  SL: [4, 'setInt32'],
  FL: [4, 'setFloat32'],
  FD: [8, 'setFloat64'],
};
type NumberWriter = 'setUint16' | 'setInt16' | 'setUint32' | 'setInt32' | 'setFloat32' | 'setFloat64';

/** How a data set is encoded: in the implicit one a value of DS may be longer than 64 KiB. */
export type Encoding = 'explicit' | 'implicit' | 'bigEndian';
const transferSyntaxes = {
  explicit: explicitLittleEndian,
  implicit: implicitLittleEndian,
  bigEndian,
} as const satisfies Record<Encoding, string>;
const implementation = { uid: '2.25.214036486470838471943640482927319276412', version: 'SAM_UNET_1' };

/**
 * A file (PS3.10, 7.1; PS3.5, A.1 to A.4); text is UTF-8. The same elements give the same bytes.
 * @param elements in any order, SOP Class and SOP Instance UID among them
 * @param transferSyntax UID of that of encapsulated pixels, whose data set is explicit
 */
export function dicomFile(
  elements: WrittenDataSet,
  encoding: Encoding = 'explicit',
  transferSyntax: string = transferSyntaxes[encoding],
): Uint8Array {
  const value = (tag: string): WrittenValue => elements.find(([own]) => own === tag)?.[2] ?? '';
  const meta = encodeDataSet(
    [
      ['00020001', 'OB', Uint8Array.of(0, 1)],
      ['00020002', 'UI', value('00080016')],
      ['00020003', 'UI', value('00080018')],
      ['00020010', 'UI', transferSyntax],
      ['00020012', 'UI', implementation.uid],
      ['00020013', 'SH', implementation.version],
    ],
    'explicit',
  );
  const preamble = new Uint8Array(132);
  preamble.set(strToU8('DICM'), 128);
  return concatBytes([
    preamble,
    encodeElement(['00020000', 'UL', meta.length], 'explicit'),
    meta,
    encodeDataSet(elements, encoding),
  ]);
}

/** Elements in the order of their tags. */
function encodeDataSet(elements: WrittenDataSet, encoding: Encoding): Uint8Array {
  const sorted = elements.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return concatBytes(sorted.map((element) => encodeElement(element, encoding)));
}

function encodeElement([tag, vr, value]: WrittenElement, encoding: Encoding): Uint8Array {
  const isFragmented = typeof value === 'object' && 'fragments' in value;
  const content = isFragmented
    ? encodeFragments(value)
    : even(valueBytes(vr, value, encoding), zeroPadded.has(vr) ? 0 : 0x20);
  const length = isFragmented ? undefinedLength : content.length;
  const isExplicit = encoding !== 'implicit';
  const isLong = isExplicit && longVrs.has(vr);
  const header = new Uint8Array(isLong ? 12 : 8);
  const view = new DataView(header.buffer);
  const littleEndian = encoding !== 'bigEndian';
  view.setUint16(0, Number.parseInt(tag.slice(0, 4), 16), littleEndian);
  view.setUint16(2, Number.parseInt(tag.slice(4), 16), littleEndian);
  if (isExplicit) header.set(strToU8(vr), 4);
  if (isLong) view.setUint32(8, length, littleEndian);
  else if (!isExplicit) view.setUint32(4, length, littleEndian);
  else {
    if (length > 0xffff) throw new RangeError(`The value of (${tag}) is too long for ${vr}.`);
    view.setUint16(6, length, littleEndian);
  }
  return concatBytes([header, content]);
}

function valueBytes(vr: string, value: Exclude<WrittenValue, Fragments>, encoding: Encoding): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (vr === 'SQ') return concatBytes((value as readonly WrittenDataSet[]).map((item) => encodeItem(item, encoding)));
  const values = Array.isArray(value) ? (value as readonly (string | number)[]) : [value as string | number];
  const number = numbers[vr];
  if (number === undefined) return strToU8(values.join('\\'));
  const [bytes, write] = number;
  const view = new DataView(new ArrayBuffer(values.length * bytes));
  for (const [i, each] of values.entries()) view[write](i * bytes, Number(each), encoding !== 'bigEndian');
  return new Uint8Array(view.buffer);
}

function encodeItem(elements: WrittenDataSet, encoding: Encoding): Uint8Array {
  const content = encodeDataSet(elements, encoding);
  return concatBytes([delimiter(0xe000, content.length, encoding !== 'bigEndian'), content]);
}

/** Their items, and the end of the sequence. */
function encodeFragments({ fragments }: Fragments): Uint8Array {
  const items = fragments.flatMap((each) => {
    const content = even(each, 0);
    return [delimiter(0xe000, content.length, true), content];
  });
  return concatBytes([...items, delimiter(0xe0dd, 0, true)]);
}

function delimiter(element: number, length: number, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint16(0, 0xfffe, littleEndian);
  view.setUint16(2, element, littleEndian);
  view.setUint32(4, length, littleEndian);
  return new Uint8Array(view.buffer);
}

function even(bytes: Uint8Array, padding: number): Uint8Array {
  return bytes.length % 2 === 0 ? bytes : concatBytes([bytes, Uint8Array.of(padding)]);
}
