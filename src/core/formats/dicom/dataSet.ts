import { bytesSource, headOf, wholeOf, type ByteSource } from '../../base/byteSource';
import { damaged } from '../failures';
import { inflateUpTo } from '../inflate';
import { maxImageBytes } from '../limits';
import { DataSet, type Element } from './element';
import { namesVr, parseElements, type Encoding } from './parseElements';
import { readElements } from './readElements';
import { hasPreamble, newPreamble, preambleBytes, startsWithMeta } from './sniff';
import { bigEndian, deflated, explicitLittleEndian, implicitLittleEndian, nameOfSyntax } from './transferSyntax';

export { DataSet, type Element };

const pixelData = 'x7fe00010';

export interface ParsedFile {
  readonly dataSet: DataSet;
  /** UID of the one that the data set is written in, whatever the file says. */
  readonly transferSyntax: string;
  /** What a person should know of how the file is written. */
  readonly remarks: readonly string[];
}

/** A parsed file with its bytes, in which the offsets of its elements count. */
export interface ParsedContent extends ParsedFile {
  readonly file: ByteSource;
}

/** Files up to this size are parsed whole; in bytes. */
const parsedWhole = 2 ** 26;
/** Bytes from the start of a larger file that are tried in turn: most headers end within the first. */
const portions = [2 ** 20, 2 ** 24];

/**
 * Parses a data set, of a large file only up to its pixels, which then are read as they are asked for. A large file that is
 * deflated, or lacks its preamble, is taken whole.
 * @throws UserError `damaged`
 */
export async function parseContent(content: ByteSource): Promise<ParsedContent> {
  for (const portion of content.size <= parsedWhole ? [] : portions) {
    const head = await headOf(content, portion);
    const parsed = parsedStart(head);
    if (parsed !== undefined && bytesOf(parsed.dataSet) === head) return { ...parsed, file: content };
  }
  const parsed = parseFile(await wholeOf(content));
  return { ...parsed, file: bytesSource(bytesOf(parsed.dataSet)) };
}

/** What a part of a file says when it reaches the pixels; undefined when it does not. */
function parsedStart(head: Uint8Array): ParsedFile | undefined {
  try {
    const parsed = parseUntil(head, pixelData);
    return parsed.dataSet.elements[pixelData] === undefined ? undefined : parsed;
  } catch {
    return undefined;
  }
}

/**
 * Parses a file's data set.
 * @throws UserError `damaged`
 */
export function parseFile(file: Uint8Array): ParsedFile {
  return parseUntil(file);
}

/**
 * Parses a data set up to its pixels.
 * @param file a file, or the first part of one
 * @throws UserError `damaged`, also where the part ends before the pixels
 */
export function parseHeader(file: Uint8Array): DataSet {
  return parseUntil(file, pixelData).dataSet;
}

function parseUntil(file: Uint8Array, untilTag?: string): ParsedFile {
  const bytes = startsWithMeta(file) ? withPreamble(file) : file;
  const meta = hasPreamble(bytes)
    ? parseElements(bytes, preambleBytes, { explicit: true, littleEndian: true }, { group: 2 })
    : { elements: {}, end: 0 };
  const stated = new DataSet(bytes, meta.elements, true).string('x00020010');
  const isDeflated = stated === deflated && !startsDataSet(bytes, meta.end);
  const body = isDeflated ? inflate(bytes, meta.end) : bytes;
  const encoding = encodingAt(body, meta.end, encodingOf(stated));
  const elements = readElements(body, meta.end, encoding, untilTag);
  if (Object.keys(elements).length === 0) throw damaged('The file holds no DICOM data set.');
  const dataSet = new DataSet(body, { ...meta.elements, ...elements }, encoding.littleEndian);
  return { dataSet, ...syntaxOf(stated, encoding, { hasMeta: meta.end > 0, isDeflated }) };
}

function encodingOf(transferSyntax: string | undefined): Encoding {
  return { explicit: transferSyntax !== implicitLittleEndian, littleEndian: transferSyntax !== bigEndian };
}

/** Whether a data set that is not deflated begins here: with the lowest of its groups. */
function startsDataSet(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 8 && bytes[at + 1] === 0 && namesVr(bytes, at);
}

/** How the data set is written: its first element tells, and is believed where the file's header says something else. */
function encodingAt(bytes: Uint8Array, at: number, stated: Encoding): Encoding {
  if (at + 8 > bytes.length) return stated;
  const group = bytes[at]! + 256 * bytes[at + 1]!;
  const swapped = bytes[at + 1]! + 256 * bytes[at]!;
  const littleEndian = group === 8 || (swapped !== 8 && stated.littleEndian);
  return { explicit: namesVr(bytes, at), littleEndian };
}

/** The transfer syntax that the data set has, and a remark where the file says another one. */
function syntaxOf(
  stated: string | undefined,
  actual: Encoding,
  { hasMeta, isDeflated }: { readonly hasMeta: boolean; readonly isDeflated: boolean },
): Pick<ParsedFile, 'transferSyntax' | 'remarks'> {
  const plain = !actual.littleEndian ? bigEndian : actual.explicit ? explicitLittleEndian : implicitLittleEndian;
  if (stated === undefined) {
    const remarks = hasMeta ? [`The file states no transfer syntax; it is read as ${nameOfSyntax(plain)}.`] : [];
    return { transferSyntax: plain, remarks };
  }
  const said = encodingOf(stated);
  const isAsSaid = said.explicit === actual.explicit && said.littleEndian === actual.littleEndian;
  if (isAsSaid && (stated === deflated) === isDeflated) {
    return { transferSyntax: stated, remarks: [] };
  }
  const isPlain = [implicitLittleEndian, explicitLittleEndian, bigEndian, deflated].includes(stated);
  return {
    transferSyntax: isPlain ? plain : stated,
    remarks: [`The file says ${nameOfSyntax(stated)}, but its data set is written as ${nameOfSyntax(plain)}.`],
  };
}

function withPreamble(file: Uint8Array): Uint8Array {
  const preamble = newPreamble();
  const whole = new Uint8Array(preamble.length + file.length);
  whole.set(preamble);
  whole.set(file, preamble.length);
  return whole;
}

/** The file with its deflated part, from `position` on, replaced by its content. */
function inflate(bytes: Uint8Array, position: number): Uint8Array {
  const room = maxImageBytes - position;
  const { bytes: content, more } = inflateUpTo(room, [bytes.subarray(position)], 'raw');
  if (more) throw damaged(`The deflated data set takes more than ${maxImageBytes / 2 ** 30} GiB.`);
  const whole = new Uint8Array(position + content.length);
  whole.set(bytes.subarray(0, position));
  whole.set(content, position);
  return whole;
}

/** The file's bytes, inflated where they were deflated: element offsets count from their start. */
export function bytesOf(dataSet: DataSet): Uint8Array {
  return dataSet.bytes;
}

/** All values of a string element, in order, without their padding. */
export function strings(dataSet: DataSet | undefined, tag: string): string[] {
  return (
    dataSet
      ?.string(tag)
      ?.split('\\')
      .map((part) => part.trim()) ?? []
  );
}

/** Bytes of one number, and how it is read, by value representation: numbers that are not the text of DS or IS. */
export const binaryNumbers: Readonly<
  Record<string, readonly [bytes: number, read: 'uint16' | 'int16' | 'uint32' | 'int32' | 'float' | 'double']>
> = {
  US: [2, 'uint16'],
  SS: [2, 'int16'],
  UL: [4, 'uint32'],
  SL: [4, 'int32'],
  FL: [4, 'float'],
  FD: [8, 'double'],
};

/** All numbers of a DS or IS element, in order, or of a binary one; none when it is absent or one of them cannot be read. */
export function decimals(dataSet: DataSet | undefined, tag: string): number[] {
  const element = dataSet?.elements[tag];
  const [bytes, read] = binaryNumbers[element?.vr ?? ''] ?? [];
  const numbers =
    bytes === undefined || read === undefined
      ? strings(dataSet, tag).map(decimalOf)
      : Array.from({ length: Math.floor(element!.length / bytes) }, (_, i) => dataSet![read](tag, i) ?? Number.NaN);
  return numbers.every(Number.isFinite) ? numbers : [];
}

/** A number of a DS or IS; a decimal comma, which the standard does not know, counts as a point. NaN for anything else. */
export function decimalOf(text: string): number {
  return /^[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text.replace(',', '.')) : Number.NaN;
}

/** First item of a sequence. */
export function firstItem(dataSet: DataSet | undefined, tag: string): DataSet | undefined {
  return dataSet?.elements[tag]?.items?.[0]?.dataSet;
}
