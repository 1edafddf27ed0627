import { t } from '../../../text/message';
import { damaged } from '../../failures';
import { checkExtent } from '../../limits';
import { inverseTransform } from './idct';
import { decodeScan, type Blocks, type Scan } from './scan';
import { readHuffman, readQuantization, type Tables } from './segments';

/** Grey samples, row by row. */
export interface DecodedGrey {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly data: Uint16Array;
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly progressive: boolean;
  readonly quantization: number;
  readonly blocksAcross: number;
  readonly blocks: Blocks;
}

const marker = {
  extended: 0xc1,
  progressive: 0xc2,
  dht: 0xc4,
  restart0: 0xd0,
  soi: 0xd8,
  eoi: 0xd9,
  sos: 0xda,
  dqt: 0xdb,
  dri: 0xdd,
};

/** More than any encoder makes: seventeen scans are common, and each costs time for the whole image. */
const maxScans = 100;

/**
 * Decodes a JPEG of one component with Huffman coding, sequential or progressive, of up to 12 bits (ITU-T T.81, processes
 * 1, 2, 4, 6, 8, 10 and 12). Samples equal those of libjpeg's accurate integer transform.
 * @throws UserError `damaged` for a broken or incomplete codestream, `too-large`
 */
export function decodeGrey(bytes: Uint8Array): DecodedGrey {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables: Tables = { quantization: new Map(), dc: new Map(), ac: new Map() };
  let frame: Frame | undefined;
  let restartInterval = 0;
  let scans = 0;
  let at = 0;
  for (;;) {
    const code = markerAt(bytes, at);
    if (code === undefined) throw damaged(t`The JPEG pixel data end early; the file is truncated.`);
    at = code.next;
    if (code.marker === marker.eoi) break;
    if (code.marker === marker.soi || (code.marker & 0xf8) === marker.restart0) continue;
    const length = at + 2 <= bytes.length ? view.getUint16(at) : 0;
    if (length < 2 || at + length > bytes.length) throw damaged(t`The JPEG ends within its header.`);
    const segment = bytes.subarray(at + 2, at + length);
    at += length;
    if (code.marker === marker.dqt) readQuantization(segment, tables);
    else if (code.marker === marker.dht) readHuffman(segment, tables);
    else if (code.marker === marker.dri) restartInterval = ((segment[0] ?? 0) << 8) | (segment[1] ?? 0);
    else if (code.marker === marker.extended || code.marker === marker.progressive || code.marker === 0xc0) {
      if (frame !== undefined) throw damaged(t`The JPEG has several frames.`);
      frame = readFrame(code.marker, segment);
    } else if (code.marker === marker.sos) {
      if (frame === undefined) throw damaged(t`The JPEG has pixels but no frame header.`);
      if (++scans > maxScans) throw damaged(t`The JPEG has more than ${maxScans} scans.`);
      at = decodeScan(bytes, at, readScan(segment, frame, tables, restartInterval), frame.blocks);
      // The one scan of a sequential frame holds everything; some files lack the end marker.
      if (!frame.progressive) break;
    }
  }
  if (frame === undefined || scans === 0) throw damaged(t`The JPEG has no pixels.`);
  return { width: frame.width, height: frame.height, bits: frame.bits, data: samplesOf(frame, tables) };
}

/** The next marker from `at`; bytes before it are skipped. */
function markerAt(bytes: Uint8Array, at: number): { readonly marker: number; readonly next: number } | undefined {
  for (let from = at; from + 1 < bytes.length; from++) {
    const marker = bytes[from + 1]!;
    if (bytes[from] === 0xff && marker !== 0 && marker !== 0xff) return { marker, next: from + 2 };
  }
  return undefined;
}

function readFrame(code: number, segment: Uint8Array): Frame {
  if (segment.length < 9 || segment[5] !== 1) throw damaged(t`The JPEG does not have exactly one component.`);
  const bits = segment[0]!;
  if (bits !== 8 && bits !== 12) throw damaged(t`The JPEG has an invalid precision of ${bits} bits.`);
  const height = (segment[1]! << 8) | segment[2]!;
  const width = (segment[3]! << 8) | segment[4]!;
  const blocksAcross = Math.ceil(width / 8);
  const count = blocksAcross * Math.ceil(height / 8);
  // Coefficients of two bytes and samples of two.
  checkExtent({ width, height, slices: 1, bytesPerPixel: 4 });
  return {
    width,
    height,
    bits,
    progressive: code === marker.progressive,
    quantization: segment[8]!,
    blocksAcross,
    blocks: { count, coefficients: new Int16Array(count * 64) },
  };
}

function readScan(segment: Uint8Array, { progressive }: Frame, tables: Tables, restartInterval: number): Scan {
  const [components, , selectors, spectralStart, spectralEnd, approximation] = segment;
  if (components !== 1 || approximation === undefined) throw damaged(t`The scan header of the JPEG is damaged.`);
  const scan = {
    dc: tables.dc.get(selectors! >> 4),
    ac: tables.ac.get(selectors! & 15),
    progressive,
    spectralStart: spectralStart!,
    spectralEnd: spectralEnd!,
    approximationHigh: approximation >> 4,
    approximationLow: approximation & 15,
    restartInterval,
  };
  // A sequential scan has all coefficients, whatever it states: some encoders leave zeros here.
  const impossible = scan.spectralEnd > 63 || scan.spectralStart > scan.spectralEnd || scan.approximationLow > 13;
  if (progressive && impossible) throw damaged(t`The scan header of the JPEG is damaged.`);
  return scan;
}

function samplesOf({ width, height, bits, quantization, blocksAcross, blocks }: Frame, tables: Tables): Uint16Array {
  const steps = tables.quantization.get(quantization);
  if (steps === undefined) throw damaged(t`The JPEG lacks its quantisation table.`);
  const data = new Uint16Array(width * height);
  const block = new Int32Array(64);
  const centre = 2 ** (bits - 1);
  const largest = 2 ** bits - 1;
  for (let index = 0; index < blocks.count; index++) {
    for (let k = 0; k < 64; k++) block[k] = blocks.coefficients[index * 64 + k]! * steps[k]!;
    inverseTransform(block);
    const left = (index % blocksAcross) * 8;
    const top = Math.floor(index / blocksAcross) * 8;
    const [columns, rows] = [Math.min(8, width - left), Math.min(8, height - top)];
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const sample = block[y * 8 + x]! + centre;
        data[(top + y) * width + left + x] = sample < 0 ? 0 : Math.min(sample, largest);
      }
    }
  }
  return data;
}
