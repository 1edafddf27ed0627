import { readFileSync } from 'node:fs';

export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Uint8Array | Uint16Array | Int32Array | BigInt64Array;
}

/** Reads NumPy's `.npy` format, version 1: C order, `<f4`, `<f8`, `|u1`, `|b1`, `<u2`, `<i4` or `<i8`. */
export function readNpy(path: string): NpyArray {
  const file = readFileSync(path);
  const headerEnd = 10 + file.readUInt16LE(8);
  const header = file.toString('latin1', 10, headerEnd);
  const type = /'descr': '([^']+)'/.exec(header)?.[1];
  const shape = (/'shape': \(([^)]*)\)/.exec(header)?.[1] ?? '')
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  const bytes = Uint8Array.from(file.subarray(headerEnd));
  if (!header.includes("'fortran_order': False")) throw new Error(`${path} is not in C order`);
  if (type === '<f4') return { shape, data: new Float32Array(bytes.buffer) };
  if (type === '<f8') return { shape, data: new Float64Array(bytes.buffer) };
  if (type === '<u2') return { shape, data: new Uint16Array(bytes.buffer) };
  if (type === '<i4') return { shape, data: new Int32Array(bytes.buffer) };
  if (type === '<i8') return { shape, data: new BigInt64Array(bytes.buffer) };
  if (type === '|u1' || type === '|b1') return { shape, data: bytes };
  throw new Error(`${path} holds ${type ?? 'nothing known'}`);
}

/** As {@link readNpy}, for a file of 32-bit floats. */
export function readFloats(path: string): Float32Array {
  const { data } = readNpy(path);
  if (data instanceof Float32Array) return data;
  throw new Error(`${path} holds no floats`);
}

/** Largest absolute difference of two arrays of equal length. */
export function maxDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) {
    throw new Error(`${String(actual.length)} values instead of ${String(expected.length)}`);
  }
  let max = 0;
  for (let i = 0; i < actual.length; i++) {
    const difference = Math.abs((actual[i] ?? NaN) - (expected[i] ?? NaN));
    if (!(difference <= max)) max = difference;
  }
  return max;
}
