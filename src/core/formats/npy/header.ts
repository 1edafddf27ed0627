import { latin1 } from '../../base/bytes';
import { t, type Message } from '../../text/message';
import { damaged, unsupportedEncoding } from '../failures';
import type { StoredType } from '../samples';

export interface NpyHeader {
  readonly type: StoredType;
  readonly littleEndian: boolean;
  /** The first axis changes fastest. */
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  readonly dataOffset: number;
}

const types: Readonly<Record<string, StoredType>> = {
  b1: 'uint8',
  u1: 'uint8',
  i1: 'int8',
  u2: 'uint16',
  i2: 'int16',
  u4: 'uint32',
  i4: 'int32',
  u8: 'uint64',
  i8: 'int64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
};

/** Longest header that is read: those of plain arrays take 128 bytes. */
const longestHeader = 65_536;
/** Bytes from the start of a file that hold its header and, before it, its length. */
export const headerPortion = longestHeader + 12;

/**
 * Reads the header of NumPy's NEP 1, a dictionary in Python's notation, of which only plain arrays are understood.
 * Nothing in it is evaluated.
 * @throws UserError `damaged` or `unsupported-encoding`
 */
export function readHeader(bytes: Uint8Array): NpyHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12) throw damaged(t`The NumPy file ends within its header.`);
  const isFirst = bytes[6] === 1;
  const start = isFirst ? 10 : 12;
  const length = isFirst ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > longestHeader || start + length > bytes.length) throw damaged(t`The NumPy file ends within its header.`);
  const text = latin1(bytes.subarray(start, start + length));
  const descr = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape':\s*\(([\d,\sL]*)\)/.exec(text)?.[1];
  if (descr === undefined && /'descr':\s*\[/.test(text)) throw unsupported(t`A structured array`);
  if (descr === undefined || order === undefined || shape === undefined) {
    throw damaged(t`The header of the NumPy file does not describe an array.`);
  }
  const name = descr.slice(1);
  const type = Object.hasOwn(types, name) ? types[name] : undefined;
  if (type === undefined || !'<>|='.includes(descr[0] ?? ' '))
    throw unsupported(t`An array of type ${JSON.stringify(descr.slice(0, 64))}`);
  return {
    type,
    littleEndian: !descr.startsWith('>'),
    fortranOrder: order === 'True',
    shape: shape
      .split(',')
      .map((size) => size.trim())
      .filter((size) => size !== '')
      .map(Number),
    dataOffset: start + length,
  };
}

function unsupported(what: Message): Error {
  return unsupportedEncoding(
    t`${what} in a NumPy file is not supported.`,
    t`Save it as an array of integers or floats.`,
  );
}
