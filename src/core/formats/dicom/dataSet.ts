import dicomParser, { type DataSet, type Element } from 'dicom-parser';
import { bytesSource, headOf, wholeOf, type ByteSource } from '../../base/byteSource';
import { messageOf } from '../../base/error';
import { damaged } from '../failures';
import { inflateUpTo } from '../inflate';
import { maxImageBytes } from '../limits';
import { hasExplicitVr, hasPreamble, newPreamble, startsWithMeta } from './sniff';
import { explicitLittleEndian, implicitLittleEndian } from './transferSyntax';

export type { DataSet, Element };

const pixelData = 'x7fe00010';

export interface ParsedFile {
  readonly dataSet: DataSet;
  readonly transferSyntax: string;
}

/** A parsed file with its bytes, in which the offsets of its elements count. */
export interface ParsedContent extends ParsedFile {
  readonly file: ByteSource;
  /** Whether what is in the pixel data was looked at as well. */
  readonly isWhole: boolean;
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
    if (parsed !== undefined && bytesOf(parsed.dataSet) === head) return { ...parsed, file: content, isWhole: false };
  }
  const parsed = parseFile(await wholeOf(content));
  return { ...parsed, file: bytesSource(bytesOf(parsed.dataSet)), isWhole: true };
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
  const bare = !hasPreamble(bytes);
  const bareSyntax = hasExplicitVr(bytes.subarray(0, 6)) ? explicitLittleEndian : implicitLittleEndian;
  const dataSet = parse(bytes, {
    ...(bare ? { TransferSyntaxUID: bareSyntax } : {}),
    ...(untilTag === undefined ? {} : { untilTag }),
  });
  const stated = dataSet.string('x00020010');
  return { dataSet, transferSyntax: stated ?? (bare ? bareSyntax : '') };
}

function withPreamble(file: Uint8Array): Uint8Array {
  const preamble = newPreamble();
  const whole = new Uint8Array(preamble.length + file.length);
  whole.set(preamble);
  whole.set(file, preamble.length);
  return whole;
}

function parse(bytes: Uint8Array, options: { TransferSyntaxUID?: string; untilTag?: string }): DataSet {
  try {
    return dicomParser.parseDicom(bytes, { ...options, inflater });
  } catch (error) {
    const reason = reasonOf(error);
    const short = reason.includes('overrun') || reason.includes('past');
    throw damaged(
      short ? 'The DICOM data end too early: the file was cut short.' : `The DICOM data cannot be read (${reason}).`,
      error,
    );
  }
}

/** The parser throws strings, and objects that carry what it had read. */
function reasonOf(error: unknown): string {
  const thrown = typeof error === 'object' && error !== null && 'exception' in error ? error.exception : error;
  return messageOf(thrown).replace(/^dicomParser\.?:?\s*/, '');
}

/** Replaces the deflated part of a file, from `position` on, by its content. */
function inflater(bytes: Uint8Array, position: number): Uint8Array {
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
  return dataSet.byteArray as Uint8Array;
}

/** All values of a string element, in order, without their padding. The parser's own index runs into a fault past the last. */
export function strings(dataSet: DataSet | undefined, tag: string): string[] {
  return (
    dataSet
      ?.string(tag)
      ?.split('\\')
      .map((part) => part.trim()) ?? []
  );
}

/** All numbers of a DS or IS element, in order; none when it is absent or holds something else. */
export function decimals(dataSet: DataSet | undefined, tag: string): number[] {
  const numbers = strings(dataSet, tag).map((part) => (part === '' ? Number.NaN : Number(part)));
  return numbers.every(Number.isFinite) ? numbers : [];
}

/** First item of a sequence. */
export function firstItem(dataSet: DataSet | undefined, tag: string): DataSet | undefined {
  return dataSet?.elements[tag]?.items?.[0]?.dataSet;
}
