import * as v from 'valibot';
import { UserError } from '../base/error';
import { t, type Message } from '../text/message';
import { decodeUtf8, encodeUtf8 } from './utf8';

/** Element types of the safetensors format that occur in weights, with their size in bytes. */
const itemSizes = { BOOL: 1, U8: 1, I8: 1, I16: 2, F16: 2, BF16: 2, I32: 4, F32: 4, I64: 8, F64: 8 } as const;
export type Dtype = keyof typeof itemSizes;

export interface TensorInfo {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** First byte in the file. */
  readonly offset: number;
  /** Number of bytes. */
  readonly length: number;
}

/** A tensor with its little-endian elements. */
export interface StoredTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** Bytes before the header: its length as an unsigned 64-bit number. */
export const prefixBytes = 8;
/** The reference implementation's limit. */
const maxHeader = 100_000_000;
const alignmentBytes = 64;

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const headerSchema = v.record(
  v.string(),
  v.strictObject({
    dtype: v.picklist(Object.keys(itemSizes) as Dtype[]),
    shape: v.pipe(v.array(whole), v.maxLength(8)),
    data_offsets: v.tuple([whole, whole]),
  }),
);

function damaged(problem: Message, cause?: unknown): UserError {
  return new UserError('bad-model', {
    problem: t`The safetensors file is damaged: ${problem}.`,
    advice: t`Download or copy the file again.`,
    ...(cause === undefined ? {} : { cause }),
  });
}

/**
 * Length of the header in bytes, given by the file's first eight bytes.
 *
 * @throws UserError `bad-model` when the header does not fit the file
 */
export function headerLength(prefix: Uint8Array, fileSize: number): number {
  if (prefix.length < prefixBytes) throw damaged(t`it is shorter than 8 bytes`);
  const length = new DataView(prefix.buffer, prefix.byteOffset).getBigUint64(0, true);
  if (length > BigInt(Math.min(maxHeader, fileSize - prefixBytes)))
    throw damaged(t`its header is longer than the file`);
  return Number(length);
}

/**
 * Parses the JSON header that follows the prefix.
 *
 * @param header the bytes after the prefix, as many as {@link headerLength} returned
 * @param fileSize size of the whole file in bytes
 * @returns tensors by key, with offsets in the file
 * @throws UserError `bad-model` when a tensor's bytes do not fit its shape, overlap another's, leave a gap or reach over the end
 */
export function parseHeader(header: Uint8Array, fileSize: number): Map<string, TensorInfo> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(decodeUtf8(header));
  } catch (cause) {
    throw damaged(t`its header is not JSON in UTF-8`, cause);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw damaged(t`its header is not an object`);
  const entries = Object.entries(parsed).filter(([key]) => key !== '__metadata__');
  const checked = v.safeParse(headerSchema, Object.fromEntries(entries));
  if (!checked.success) {
    const [issue] = checked.issues;
    throw damaged(t`“${v.getDotPath(issue) ?? 'header'}” in its header is invalid: ${issue.message}`);
  }
  const start = prefixBytes + header.length;
  const tensors = new Map<string, TensorInfo>();
  const ordered = Object.entries(checked.output).sort(
    ([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  );
  let end = 0;
  for (const [key, { dtype, shape, data_offsets }] of ordered) {
    const length = data_offsets[1] - data_offsets[0];
    if (length !== itemSizes[dtype] * elementCount(shape))
      throw damaged(t`the size of “${key}” does not match its shape`);
    if (data_offsets[0] !== end) throw damaged(t`the bytes of “${key}” overlap others or leave a gap`);
    end = data_offsets[1];
    tensors.set(key, { dtype, shape, offset: start + data_offsets[0], length });
  }
  if (start + end !== fileSize) throw damaged(t`it has ${String(fileSize)} bytes instead of ${String(start + end)}`);
  return tensors;
}

/**
 * All tensors of a file that is in memory, as views of it.
 *
 * @throws UserError `bad-model` as {@link headerLength} and {@link parseHeader}
 */
export function parseSafetensors(file: Uint8Array): Map<string, StoredTensor> {
  const length = headerLength(file.subarray(0, prefixBytes), file.length);
  const tensors = parseHeader(file.subarray(prefixBytes, prefixBytes + length), file.length);
  return new Map(
    [...tensors].map(([key, { dtype, shape, offset, length: bytes }]) => [
      key,
      { dtype, shape, data: file.subarray(offset, offset + bytes) },
    ]),
  );
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Where the parts of a safetensors file go. */
export interface SafetensorsLayout {
  /** Everything before the first tensor. */
  readonly head: Uint8Array;
  /** In the order in which they follow the head, without gaps. */
  readonly tensors: readonly (readonly [key: string, info: TensorInfo])[];
}

/**
 * Lays out a safetensors file. The format forbids gaps, so tensors of whole multiples of 64 bytes come first, and the header is
 * padded with spaces: all but the last few then start at multiples of 64 bytes.
 */
export function layoutSafetensors(
  tensors: ReadonlyMap<string, Pick<TensorInfo, 'dtype' | 'shape'>>,
): SafetensorsLayout {
  const sized = [...tensors].map(([key, { dtype, shape }]) => {
    return [key, { dtype, shape, length: itemSizes[dtype] * elementCount(shape) }] as const;
  });
  type Sized = (typeof sized)[number][1];
  const alignment = ({ length, dtype }: Sized): number =>
    length % alignmentBytes === 0 ? alignmentBytes : itemSizes[dtype];
  sized.sort(([a, x], [b, y]) => alignment(y) - alignment(x) || (a < b ? -1 : 1));
  let end = 0;
  const placed = sized.map(([key, info]) => {
    const begin = end;
    end += info.length;
    return { key, ...info, begin };
  });
  const header = placed.map(({ key, dtype, shape, begin, length }) => {
    return [key, { dtype, shape, data_offsets: [begin, begin + length] }] as const;
  });
  const text = encodeUtf8(JSON.stringify(Object.fromEntries(header)));
  const start = Math.ceil((prefixBytes + text.length) / alignmentBytes) * alignmentBytes;
  const head = new Uint8Array(start).fill(0x20, prefixBytes);
  new DataView(head.buffer).setBigUint64(0, BigInt(start - prefixBytes), true);
  head.set(text, prefixBytes);
  return {
    head,
    tensors: placed.map(({ key, dtype, shape, begin, length }) => [
      key,
      { dtype, shape, offset: start + begin, length },
    ]),
  };
}

/** A whole safetensors file, laid out by {@link layoutSafetensors}. */
export function writeSafetensors(tensors: ReadonlyMap<string, StoredTensor>): Uint8Array {
  const layout = layoutSafetensors(tensors);
  const size = layout.tensors.reduce((end, [, { length }]) => end + length, layout.head.length);
  const file = new Uint8Array(size);
  file.set(layout.head);
  for (const [key, { offset }] of layout.tensors) file.set(tensors.get(key)!.data, offset);
  return file;
}
