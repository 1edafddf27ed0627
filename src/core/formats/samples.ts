import type { SampleArray } from '../image/slice';

const arrays = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
};

export type SampleType = keyof typeof arrays;

/** Types that files store: 64-bit integers and half floats have no sample array of their own. */
export type StoredType = SampleType | 'int64' | 'uint64' | 'float16';

/** The type in which stored samples are handed on: 64-bit integers as doubles, exact up to 2⁵³, half floats as floats. */
export function sampleTypeOf(type: StoredType): SampleType {
  if (type === 'float16') return 'float32';
  return type === 'int64' || type === 'uint64' ? 'float64' : type;
}

/** Bytes of a stored sample. */
export function bytesPerSample(type: StoredType): number {
  if (type === 'float16') return 2;
  return arrays[sampleTypeOf(type)].BYTES_PER_ELEMENT;
}

/** The type of samples in memory. */
export function typeOfSamples(samples: SampleArray): SampleType {
  const types = Object.keys(arrays) as SampleType[];
  return types.find((type) => samples instanceof arrays[type])!;
}

export function newSamples(type: SampleType, length: number): SampleArray {
  return new arrays[type](length);
}

/**
 * Stored bytes as samples; whole samples only, a rest is left out.
 * @returns a view of 8-bit samples, a copy of wider ones
 */
export function toSamples(bytes: Uint8Array, type: StoredType, littleEndian: boolean): SampleArray {
  if (type === 'int64' || type === 'uint64') return wideIntegers(bytes, type, littleEndian);
  if (type === 'float16') return halfFloats(bytes, littleEndian);
  const size = bytesPerSample(type);
  const length = Math.floor(bytes.length / size);
  if (size === 1) return new arrays[type](bytes.buffer as ArrayBuffer, bytes.byteOffset, length);
  const copy = bytes.slice(0, length * size);
  if (!littleEndian) reverseGroups(copy, size);
  return new arrays[type](copy.buffer, 0, length);
}

function wideIntegers(bytes: Uint8Array, type: 'int64' | 'uint64', littleEndian: boolean): SampleArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const samples = new Float64Array(Math.floor(bytes.length / 8));
  const read = type === 'int64' ? 'getBigInt64' : 'getBigUint64';
  for (let i = 0; i < samples.length; i++) samples[i] = Number(view[read](i * 8, littleEndian));
  return samples;
}

/** IEEE 754 binary16: a sign, five bits of exponent and ten of fraction. */
function halfFloats(bytes: Uint8Array, littleEndian: boolean): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const samples = new Float32Array(Math.floor(bytes.length / 2));
  for (let i = 0; i < samples.length; i++) {
    const half = view.getUint16(i * 2, littleEndian);
    const [sign, exponent, fraction] = [half >> 15 === 1 ? -1 : 1, (half >> 10) & 31, half & 1023];
    if (exponent === 31) samples[i] = fraction === 0 ? sign * Infinity : Number.NaN;
    else samples[i] = sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
  }
  return samples;
}

/** The upper 8 of `bits` bits of every sample. */
export function toBytes(samples: SampleArray, bits: number): Uint8Array {
  if (samples instanceof Uint8Array && bits === 8) return samples;
  const factor = 2 ** (8 - bits);
  return Uint8Array.from(samples, (sample) => Math.floor(sample * factor));
}

/** Reverses every group of `size` bytes in place: changes the byte order. */
export function reverseGroups(bytes: Uint8Array, size: number): void {
  for (let at = 0; at + size <= bytes.length; at += size) {
    for (let low = at, high = at + size - 1; low < high; low++, high--) {
      const byte = bytes[low]!;
      bytes[low] = bytes[high]!;
      bytes[high] = byte;
    }
  }
}
