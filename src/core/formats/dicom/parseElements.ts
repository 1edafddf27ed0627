import { UserError } from '../../base/error';
import { t } from '../../text/message';
import { damaged } from '../failures';
import { DataSet, type Element, type SequenceItem } from './element';

/** How the elements of a data set are written (PS3.5, 7.1). */
export interface Encoding {
  /** Elements name their value representation. */
  readonly explicit: boolean;
  readonly littleEndian: boolean;
}

/** Value representations whose length takes two bytes (PS3.5, 7.1.2). All others, also those to come, have four. */
const shortVrs: ReadonlySet<string> = new Set(
  'AE AS AT CS DA DS DT FL FD IS LO LT PN SH SL SS ST TM UI UL US'.split(' '),
);
/** Those with four, as far as the standard has them today. */
const knownVrs: ReadonlySet<string> = new Set([...shortVrs, ...'OB OD OF OL OV OW SQ SV UC UN UR UT UV'.split(' ')]);

const pixelData = 0x7fe00010;
const item = 0xfffee000;
const itemEnd = 0xfffee00d;
const sequenceEnd = 0xfffee0dd;
const undefinedLength = 0xffffffff;

/** Sequences within sequences: more than any file needs, and less than the stack holds. */
const deepest = 64;

/** Elements of one header, of all levels together: segmentations of many frames have some hundred thousand. */
const mostElements = 2 ** 20;

/** Counts elements and items, each of which takes memory. The counter throws UserError `too-large` at more than any file needs. */
export function elementCounter(): () => void {
  let count = 0;
  return () => {
    if (++count <= mostElements) return;
    throw new UserError('too-large', {
      problem: t`The DICOM header has more than ${mostElements} elements.`,
      advice: t`Export the file again.`,
    });
  };
}

/** Whether the element at a place names a value representation that the standard has. */
export function namesVr(bytes: Uint8Array, at: number): boolean {
  return knownVrs.has(String.fromCharCode(bytes[at + 4] ?? 0, bytes[at + 5] ?? 0));
}

/**
 * The elements of a data set. What cannot be read behind the pixels, such as padding, is left alone.
 *
 * @param from where the first element begins
 * @param options `group`: stop at an element of another group; `untilTag`: stop at this element, which is listed without what is
 * in it
 * @returns the elements, and where they end
 * @throws UserError `damaged` where the bytes end before an element does
 */
export function parseElements(
  bytes: Uint8Array,
  from: number,
  encoding: Encoding,
  options: { readonly group?: number; readonly untilTag?: string } = {},
): { readonly elements: Record<string, Element>; readonly end: number } {
  return new ElementParser(bytes, encoding.littleEndian).dataSet(from, encoding.explicit, options);
}

class ElementParser {
  readonly #bytes: Uint8Array;
  readonly #littleEndian: boolean;
  readonly #view: DataView;
  readonly #countElement = elementCounter();
  #depth = 0;

  constructor(bytes: Uint8Array, littleEndian: boolean) {
    this.#bytes = bytes;
    this.#littleEndian = littleEndian;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  dataSet(
    from: number,
    explicit: boolean,
    { group, untilTag }: { readonly group?: number; readonly untilTag?: string },
  ): { elements: Record<string, Element>; end: number } {
    const elements: Record<string, Element> = {};
    let at = from;
    let last = -1;
    while (at + 8 <= this.#bytes.length) {
      const number = this.#tagAt(at);
      if (group !== undefined && number >>> 16 !== group) break;
      const isBehindPixels = last >= pixelData;
      // Zeros fill up the last block of a tape or an archive.
      if (number === 0 || (isBehindPixels && number <= last)) break;
      const tag = tagName(number);
      try {
        const { element, end } = this.#element(at, number, explicit, tag === untilTag);
        elements[tag] ??= element;
        if (tag === untilTag) return { elements, end };
        at = end;
      } catch (error) {
        if (isBehindPixels) break;
        throw error;
      }
      last = number;
    }
    return { elements, end: at };
  }

  /** An element, and where the next one begins. */
  #element(at: number, number: number, explicit: boolean, isLast: boolean): { element: Element; end: number } {
    this.#countElement();
    const tag = tagName(number);
    const letters = String.fromCharCode(this.#bytes[at + 4]!, this.#bytes[at + 5]!);
    // Some writers leave the value representation out of single elements.
    const vr = explicit && /^[A-Z]{2}$/.test(letters) ? letters : undefined;
    const isShort = vr !== undefined && shortVrs.has(vr);
    const lengthAt = vr === undefined ? at + 4 : isShort ? at + 6 : at + 8;
    const dataOffset = lengthAt + (isShort ? 2 : 4);
    if (dataOffset > this.#bytes.length) throw cutShort();
    const stated = isShort ? this.#uint16(lengthAt) : this.#uint32(lengthAt);
    const isOpen = stated === undefinedLength;
    const plain = {
      tag,
      ...(vr === undefined ? {} : { vr }),
      dataOffset,
      ...(isOpen ? { isDelimited: true as const } : {}),
    };
    if (isLast) return { element: { ...plain, length: isOpen ? 0 : stated }, end: dataOffset };
    if (!isOpen && dataOffset + stated > this.#bytes.length) throw cutShort();
    const end = isOpen ? this.#bytes.length : dataOffset + stated;
    if (isOpen && (number === pixelData || (vr !== undefined && vr !== 'SQ' && vr !== 'UN'))) {
      const found = this.#fragments(dataOffset);
      return { element: { ...plain, length: found.end - dataOffset, fragments: found.count }, end: found.end };
    }
    // A sequence of unknown kind is written in implicit VR (PS3.5, 6.2.2).
    const mayHoldItems = vr === undefined || vr === 'UN';
    const beginsWithItem = stated >= 8 && dataOffset + 8 <= this.#bytes.length && this.#tagAt(dataOffset) === item;
    if (vr === 'SQ' || isOpen || (mayHoldItems && beginsWithItem && number !== pixelData)) {
      const found = this.#items(dataOffset, end, vr === 'SQ' && explicit, isOpen);
      return { element: { ...plain, length: found.end - dataOffset, items: found.items }, end: found.end };
    }
    return { element: { ...plain, length: stated }, end };
  }

  #items(
    from: number,
    limit: number,
    explicit: boolean,
    isOpen: boolean,
  ): { items: readonly SequenceItem[]; end: number } {
    if (++this.#depth > deepest)
      throw damaged(t`Sequences in the DICOM header are nested more than ${deepest} levels deep.`);
    const items: SequenceItem[] = [];
    let at = from;
    while (at + 8 <= limit) {
      const tag = this.#tagAt(at);
      const length = this.#uint32(at + 4);
      at += 8;
      if (tag === sequenceEnd) {
        this.#depth--;
        return { items, end: isOpen ? at : limit };
      }
      this.#countElement();
      if (tag !== item) throw damaged(t`A sequence in the DICOM header contains elements other than items.`);
      const end = length === undefinedLength ? limit : at + length;
      if (end > limit) throw cutShort();
      const found = this.#item(at, end, explicit);
      items.push({ dataSet: new DataSet(this.#bytes, found.elements, this.#littleEndian) });
      at = length === undefinedLength ? found.end : end;
    }
    if (isOpen) throw cutShort();
    this.#depth--;
    return { items, end: limit };
  }

  #item(from: number, limit: number, explicit: boolean): { elements: Record<string, Element>; end: number } {
    const elements: Record<string, Element> = {};
    let at = from;
    while (at + 8 <= limit) {
      const number = this.#tagAt(at);
      if (number === itemEnd) return { elements, end: at + 8 };
      const { element, end } = this.#element(at, number, explicit, false);
      if (end > limit) throw cutShort();
      elements[element.tag] ??= element;
      at = end;
    }
    return { elements, end: limit };
  }

  /** Counts the fragments of encapsulated pixels, behind the offset table (PS3.5, A.4). Some writers leave out the delimiter. */
  #fragments(from: number): { count: number; end: number } {
    let count = -1;
    let at = from;
    while (at + 8 <= this.#bytes.length) {
      const tag = this.#tagAt(at);
      const length = this.#uint32(at + 4);
      at += 8;
      if (tag === sequenceEnd) break;
      if (tag !== item) throw damaged(t`The compressed pixel data contain elements other than items.`);
      count++;
      at += length;
    }
    return { count: Math.max(0, count), end: Math.min(at, this.#bytes.length) };
  }

  #tagAt(at: number): number {
    return this.#uint16(at) * 0x10000 + this.#uint16(at + 2);
  }

  #uint16(at: number): number {
    return this.#view.getUint16(at, this.#littleEndian);
  }

  #uint32(at: number): number {
    return this.#view.getUint32(at, this.#littleEndian);
  }
}

function tagName(number: number): string {
  return `x${number.toString(16).padStart(8, '0')}`;
}

function cutShort(): Error {
  return damaged(t`The DICOM data end too early; the file is truncated.`);
}
