import dicomParser, { type DataSet, type Element } from 'dicom-parser';
import { deflateSync } from 'fflate';
import { encodeHtj2k, encodeJpeg2000, encodeJpegLs, encodeRle, type GreyFrame } from './encoders';

interface Target {
  readonly uid: string;
  readonly implicit?: boolean;
  readonly bigEndian?: boolean;
  readonly deflated?: boolean;
  readonly encode?: (frame: GreyFrame) => Promise<Uint8Array>;
}

const root = '1.2.840.10008.1.2';

/** Transfer syntaxes that keep every sample, by file name. */
export const targets: Readonly<Record<string, Target>> = {
  'implicit-vr-little-endian': { uid: root, implicit: true },
  'explicit-vr-little-endian': { uid: `${root}.1` },
  'explicit-vr-big-endian': { uid: `${root}.2`, bigEndian: true },
  'deflated-explicit-vr': { uid: `${root}.1.99`, deflated: true },
  'rle-lossless': { uid: `${root}.5`, encode: encodeRle },
  'jpeg-ls-lossless': { uid: `${root}.4.80`, encode: encodeJpegLs },
  'jpeg-2000-lossless': { uid: `${root}.4.90`, encode: encodeJpeg2000 },
  'htj2k-lossless': { uid: `${root}.4.201`, encode: encodeHtj2k },
};

const pixelData = 'x7fe00010';
/** Explicit VRs whose length takes four bytes (PS3.5, 7.1.2). */
const longVrs = ['OB', 'OW', 'OF', 'OD', 'SQ', 'UN', 'UT'];
/** Bytes per number of the VRs whose byte order matters. */
const numberSizes: Readonly<Record<string, number>> = { US: 2, SS: 2, OW: 2, AT: 2, UL: 4, SL: 4, FL: 4, OF: 4, FD: 8 };

/**
 * Rewrites a file of one 16-bit grey frame, Explicit VR Little Endian and without sequences, in another transfer syntax.
 * All elements but group lengths are kept.
 */
export async function transcode(file: Uint8Array, target: Target): Promise<Uint8Array> {
  const dataSet = dicomParser.parseDicom(file);
  const elements = Object.values(dataSet.elements).filter(({ tag }) => !tag.endsWith('0000'));
  const meta = elements
    .filter(({ tag }) => tag.startsWith('x0002'))
    .map((element) =>
      element.tag === 'x00020010'
        ? writeElement(element, textBytes(target.uid), {})
        : writeElement(element, valueOf(dataSet, element), {}),
    );
  const body: Uint8Array[] = [];
  for (const element of elements.filter(({ tag }) => !tag.startsWith('x0002'))) {
    if (element.items) throw new Error(`The sequence ${element.tag} cannot be rewritten.`);
    body.push(
      element.tag === pixelData && target.encode
        ? encapsulated(await target.encode(frameOf(dataSet, element)))
        : writeElement(element, valueOf(dataSet, element), target),
    );
  }
  const preamble = new Uint8Array(132);
  preamble.set(textBytes('DICM'), 128);
  const groupLength = writeElement(
    { tag: 'x00020000', vr: 'UL' },
    u32(meta.reduce((sum, { length }) => sum + length, 0)),
    {},
  );
  const content = concat(body);
  return concat([preamble, groupLength, ...meta, target.deflated ? deflateSync(content) : content]);
}

function frameOf(dataSet: DataSet, element: Element): GreyFrame {
  const width = dataSet.uint16('x00280011');
  const height = dataSet.uint16('x00280010');
  if (width === undefined || height === undefined || dataSet.uint16('x00280100') !== 16) {
    throw new Error('Only 16-bit frames of known size can be rewritten.');
  }
  return { width, height, signed: dataSet.uint16('x00280103') === 1, bytes: valueOf(dataSet, element) };
}

function valueOf(dataSet: DataSet, { dataOffset, length }: Element): Uint8Array {
  return dataSet.byteArray.slice(dataOffset, dataOffset + length);
}

function writeElement(
  { tag, vr = 'UN' }: Pick<Element, 'tag' | 'vr'>,
  value: Uint8Array,
  { implicit = false, bigEndian = false }: Pick<Target, 'implicit' | 'bigEndian'>,
): Uint8Array {
  const little = !bigEndian;
  const content = value.length % 2 === 0 ? value : concat([value, Uint8Array.of(vr === 'UI' || vr === 'OB' ? 0 : 32)]);
  const size = bigEndian ? (numberSizes[vr] ?? 1) : 1;
  const ordered = content.map((_, at) => content[at - (at % size) + (size - 1 - (at % size))]!);
  const length = implicit || longVrs.includes(vr) ? u32(content.length, little) : u16(content.length, little);
  const representation = implicit ? [] : [textBytes(vr), ...(longVrs.includes(vr) ? [u16(0)] : [])];
  return concat([tagBytes(tag, little), ...representation, length, ordered]);
}

/** Encapsulated Pixel Data (PS3.5, A.4): an empty offset table and one fragment. */
function encapsulated(frame: Uint8Array): Uint8Array {
  const item = tagBytes('xfffee000', true);
  const content = frame.length % 2 === 0 ? frame : concat([frame, Uint8Array.of(0)]);
  const start = [tagBytes(pixelData, true), textBytes('OB'), u16(0), u32(0xffffffff)];
  const end = [tagBytes('xfffee0dd', true), u32(0)];
  return concat([...start, item, u32(0), item, u32(content.length), content, ...end]);
}

function tagBytes(tag: string, littleEndian: boolean): Uint8Array {
  const at = (start: number): number => Number.parseInt(tag.slice(start, start + 4), 16);
  return concat([u16(at(1), littleEndian), u16(at(5), littleEndian)]);
}

function u16(value: number, littleEndian = true): Uint8Array {
  const view = new DataView(new ArrayBuffer(2));
  view.setUint16(0, value, littleEndian);
  return new Uint8Array(view.buffer);
}

function u32(value: number, littleEndian = true): Uint8Array {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, value, littleEndian);
  return new Uint8Array(view.buffer);
}

function textBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
