import { t, type Message } from '../../text/message';
import { damaged, unsupportedEncoding } from '../failures';

/** Bits of a pixel that hold one colour: the lowest of them and the largest value. */
export interface Mask {
  readonly shift: number;
  readonly maximum: number;
}

export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  readonly topDown: boolean;
  readonly bits: 1 | 4 | 8 | 16 | 24 | 32;
  /** Red, green and blue of every index; empty for pixels that hold their colour. */
  readonly palette: readonly (readonly [number, number, number])[];
  /** Where red, green and blue lie in a pixel of 16 or 32 bits. */
  readonly masks: readonly Mask[];
  readonly dataOffset: number;
}

const fileHeaderBytes = 14;
/** The oldest header, BITMAPCOREHEADER, which has fields of two bytes. */
const coreBytes = 12;
const compression = { rgb: 0, rle8: 1, rle4: 2, bitFields: 3, alphaBitFields: 6 };

/**
 * Reads BITMAPCOREHEADER and BITMAPINFOHEADER with its extensions.
 * @throws UserError `damaged` or `unsupported-encoding`
 */
export function readHeader(bytes: Uint8Array): BmpHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = bytes.length >= 18 ? view.getUint32(fileHeaderBytes, true) : 0;
  if (size < coreBytes || fileHeaderBytes + Math.max(size, 26 - fileHeaderBytes) > bytes.length) {
    throw damaged(t`The BMP ends within its header; the file is truncated.`);
  }
  const isCore = size === coreBytes;
  const [width, height] = isCore
    ? [view.getUint16(18, true), view.getUint16(20, true)]
    : [view.getInt32(18, true), view.getInt32(22, true)];
  const bits = view.getUint16(isCore ? 24 : 28, true);
  const method = isCore ? compression.rgb : view.getUint32(30, true);
  if (bits !== 1 && bits !== 4 && bits !== 8 && bits !== 16 && bits !== 24 && bits !== 32) {
    throw unsupported(t`${bits} bits per pixel`);
  }
  if (method === compression.rle8 || method === compression.rle4) throw unsupported(t`Run-length compression`);
  const fields = method === compression.bitFields || method === compression.alphaBitFields;
  if (method !== compression.rgb && !fields) throw unsupported(t`Compression ${method}`);
  return {
    width,
    height: Math.abs(height),
    topDown: height < 0,
    bits,
    palette: bits <= 8 ? paletteOf(view, size, bits) : [],
    masks: bits === 16 || bits === 32 ? masksOf(view, bits, fields) : [],
    dataOffset: view.getUint32(10, true),
  };
}

function paletteOf(view: DataView, size: number, bits: number): (readonly [number, number, number])[] {
  const entry = size === coreBytes ? 3 : 4;
  const stated = size === coreBytes ? 0 : view.getUint32(46, true);
  const count = stated === 0 ? 2 ** bits : Math.min(stated, 2 ** bits);
  const start = fileHeaderBytes + size;
  if (start + count * entry > view.byteLength) throw damaged(t`The BMP ends within its palette.`);
  return Array.from({ length: count }, (_, i) => {
    const at = start + i * entry;
    return [view.getUint8(at + 2), view.getUint8(at + 1), view.getUint8(at)];
  });
}

function masksOf(view: DataView, bits: 16 | 32, fields: boolean): Mask[] {
  const standard = bits === 16 ? [0x7c00, 0x03e0, 0x001f] : [0xff0000, 0x00ff00, 0x0000ff];
  // They follow the 40 bytes of BITMAPINFOHEADER, or are its continuation.
  if (fields && view.byteLength < 66) throw damaged(t`The BMP ends within its header; the file is truncated.`);
  const masks = fields ? [54, 58, 62].map((at) => view.getUint32(at, true)) : standard;
  return masks.map((mask) => {
    if (mask === 0) throw damaged(t`A colour channel of the BMP has no bits.`);
    const shift = 31 - Math.clz32(mask & -mask);
    return { shift, maximum: mask >>> shift };
  });
}

function unsupported(what: Message): Error {
  return unsupportedEncoding(t`${what} in a BMP is not supported.`, t`Save it as PNG or as an uncompressed BMP.`);
}
