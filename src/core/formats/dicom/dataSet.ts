import { bytesSource, headOf, wholeOf, type ByteSource } from '../../base/byteSource';
import { UserError } from '../../base/error';
import { t, type Message } from '../../text/message';
import type { FileContent } from '../content';
import { damaged } from '../failures';
import { checkRatio, Inflating, inflateUpTo } from '../inflate';
import { heldBytes, maxImageBytes } from '../limits';
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
  readonly remarks: readonly Message[];
}

/** A parsed file with its bytes, in which the offsets of its elements count. */
export interface ParsedContent extends ParsedFile {
  readonly file: ByteSource;
}

/** Files up to this size are parsed whole; in bytes. */
const parsedWhole = 2 ** 26;
/** Bytes from the start of a larger file that are tried in turn: most headers end within the first. */
const portions = [2 ** 20, 2 ** 24, 2 ** 28];
/** Bytes that a deflated header is inflated to in turn: those of segmentations with many frames take some megabytes. */
const inflatedPortions = [2 ** 16, 2 ** 20, 2 ** 24, 2 ** 25];

/**
 * Parses a data set, of a large file only up to its pixels, which then are read as they are asked for. A large file that
 * lacks its preamble is taken whole. Of a deflated one no more is inflated than its header needs, and the pixels that it states.
 * @throws UserError `damaged`
 */
export async function parseContent(content: FileContent): Promise<ParsedContent> {
  const deflatedAt = deflatedFrom(await headOf(content, portions[0]!));
  if (deflatedAt !== undefined) return parseDeflated(content, deflatedAt);
  for (const portion of content.size <= parsedWhole ? [] : portions) {
    const head = await headOf(content, portion);
    const parsed = parsedStart(head);
    if (parsed !== undefined && bytesOf(parsed.dataSet) === head) return { ...parsed, file: content };
  }
  if (content.size > portions.at(-1)! && hasPreamble(await headOf(content, portions[0]!))) {
    throw damaged(t`The pixels do not begin within the first ${portions.at(-1)! / 2 ** 20} MiB of the DICOM file.`);
  }
  const parsed = parseFile(await wholeOf(content));
  return { ...parsed, file: bytesSource(bytesOf(parsed.dataSet)) };
}

/** Where the deflated part of a file begins; undefined where none is. A file without its preamble has none that is read so. */
function deflatedFrom(head: Uint8Array): number | undefined {
  if (!hasPreamble(head)) return undefined;
  try {
    const meta = metaOf(head);
    return isDeflated(head, meta) ? meta.end : undefined;
  } catch {
    return undefined;
  }
}

/** A deflated data set up to its pixels, which are inflated to where memory is not needed for them. */
async function parseDeflated(content: FileContent, from: number): Promise<ParsedContent> {
  const whole = await wholeOf(content);
  const parsed = parseUntil(whole, pixelData);
  const head = bytesOf(parsed.dataSet);
  const pixels = parsed.dataSet.elements[pixelData];
  if (pixels === undefined) return { ...parsed, file: bytesSource(head) };
  const length = Math.min(pixels.isDelimited === true ? Infinity : pixels.length, statedPixels(parsed.dataSet));
  const needed = pixels.dataOffset + length - from;
  checkRatio(needed, whole.length - from);
  if (needed <= heldBytes || content.inflate === undefined) {
    const { bytes } = inflateUpTo(Math.min(needed, maxImageBytes), [whole.subarray(from)], 'raw');
    return { ...parsed, file: bytesSource(joined(whole.subarray(0, from), bytes)) };
  }
  const inflated = content.inflate(Math.min(needed, maxImageBytes), 'raw', from);
  const read = (offset: number, count: number): Promise<Uint8Array> =>
    offset + count <= head.length
      ? Promise.resolve(head.subarray(offset, offset + count))
      : inflated.read(offset - from, count);
  return { ...parsed, file: { size: from + inflated.size, read } };
}

/** Bytes of the pixels by what the header says of their number, with room for the last byte and for a delimiter. */
function statedPixels(dataSet: DataSet): number {
  const number = (tag: string): number => dataSet.uint16(tag) ?? 1;
  const frames = Number(dataSet.string('x00280008') ?? '1') || 1;
  const bits = number('x00280010') * number('x00280011') * number('x00280002') * number('x00280100') * frames;
  return Math.ceil(bits / 8) + 4096;
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
 * @param largest bytes that a deflated header may take
 * @throws UserError `damaged`, also where the part ends before the pixels
 */
export function parseHeader(file: Uint8Array, largest?: number): DataSet {
  return parseUntil(file, pixelData, largest).dataSet;
}

function parseUntil(file: Uint8Array, untilTag?: string, largest = inflatedPortions.at(-1)!): ParsedFile {
  const bytes = startsWithMeta(file) ? withPreamble(file) : file;
  const meta = metaOf(bytes);
  if (isDeflated(bytes, meta)) return parseInflated(bytes, meta, largest);
  return parseBody(bytes, meta, { isDeflated: false, ...(untilTag === undefined ? {} : { untilTag }) });
}

interface Meta {
  readonly elements: Readonly<Record<string, Element>>;
  readonly end: number;
  /** UID of the transfer syntax that the file states. */
  readonly stated: string | undefined;
}

function metaOf(bytes: Uint8Array): Meta {
  const { elements, end } = hasPreamble(bytes)
    ? parseElements(bytes, preambleBytes, { explicit: true, littleEndian: true }, { group: 2 })
    : { elements: {}, end: 0 };
  return { elements, end, stated: new DataSet(bytes, elements, true).string('x00020010') };
}

function isDeflated(bytes: Uint8Array, { stated, end }: Meta): boolean {
  return stated === deflated ? !startsDataSet(bytes, end) : end > 0 && inflatesToDataSet(bytes.subarray(end));
}

/** Whether a data set whose file says that it is not deflated is: what it inflates to begins as one. */
function inflatesToDataSet(bytes: Uint8Array): boolean {
  // The lowest group, in either byte order: no deflated stream of a data set begins so.
  if (bytes[0] === 8 || bytes[1] === 8) return false;
  try {
    return startsDataSet(new Inflating(bytes.subarray(0, 4096), 'raw').upTo(8), 0);
  } catch {
    return false;
  }
}

function parseBody(
  body: Uint8Array,
  { elements: meta, end, stated }: Meta,
  { isDeflated, untilTag }: { readonly isDeflated: boolean; readonly untilTag?: string },
): ParsedFile {
  const encoding = encodingAt(body, end, encodingOf(stated));
  const elements = readElements(body, end, encoding, untilTag);
  if (Object.keys(elements).length === 0) throw damaged(t`The file contains no DICOM data set.`);
  const dataSet = new DataSet(body, { ...meta, ...elements }, encoding.littleEndian);
  return { dataSet, ...syntaxOf(stated, encoding, { hasMeta: end > 0, isDeflated }) };
}

/** A deflated data set up to its pixels, inflated no further than it takes, each byte once. */
function parseInflated(bytes: Uint8Array, meta: Meta, largest: number): ParsedFile {
  const stream = new Inflating(bytes.subarray(meta.end), 'raw');
  for (const portion of inflatedPortions.filter((each) => each <= largest)) {
    const body = joined(bytes.subarray(0, meta.end), stream.upTo(portion));
    try {
      const parsed = parseBody(body, meta, { isDeflated: true, untilTag: pixelData });
      if (stream.isAtEnd || parsed.dataSet.elements[pixelData] !== undefined) return parsed;
    } catch (error) {
      if (stream.isAtEnd || (error instanceof UserError && error.code === 'too-large')) throw error;
    }
  }
  throw damaged(t`The deflated data set contains no pixels.`);
}

function encodingOf(transferSyntax: string | undefined): Encoding {
  return { explicit: transferSyntax !== implicitLittleEndian, littleEndian: transferSyntax !== bigEndian };
}

/** Whether a data set that is not deflated begins here: with the lowest of its groups. */
function startsDataSet(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 8 && bytes[at + 1] === 0 && namesVr(bytes, at);
}

/** How the data set is written: detected from its first element, which takes precedence over the file's header. */
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
  const native = !actual.littleEndian ? bigEndian : actual.explicit ? explicitLittleEndian : implicitLittleEndian;
  const plain = isDeflated ? deflated : native;
  if (stated === undefined) {
    const remarks = hasMeta ? [t`The file specifies no transfer syntax; it is read as ${nameOfSyntax(plain)}.`] : [];
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
    remarks: [t`The file specifies ${nameOfSyntax(stated)}, but its data set is encoded as ${nameOfSyntax(plain)}.`],
  };
}

function withPreamble(file: Uint8Array): Uint8Array {
  const preamble = newPreamble();
  const whole = new Uint8Array(preamble.length + file.length);
  whole.set(preamble);
  whole.set(file, preamble.length);
  return whole;
}

function joined(start: Uint8Array, rest: Uint8Array): Uint8Array {
  const whole = new Uint8Array(start.length + rest.length);
  whole.set(start);
  whole.set(rest, start.length);
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
