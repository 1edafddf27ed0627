import type { SampleArray } from '../image/medicalImage';

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

export function bytesPerSample(type: SampleType): number {
  return arrays[type].BYTES_PER_ELEMENT;
}

export function newSamples(type: SampleType, length: number): SampleArray {
  return new arrays[type](length);
}

/**
 * Stored bytes as samples; whole samples only, a rest is left out.
 * @returns a view of 8-bit samples, a copy of wider ones
 */
export function toSamples(bytes: Uint8Array, type: SampleType, littleEndian: boolean): SampleArray {
  const size = bytesPerSample(type);
  const length = Math.floor(bytes.length / size);
  if (size === 1) return new arrays[type](bytes.buffer as ArrayBuffer, bytes.byteOffset, length);
  const copy = bytes.slice(0, length * size);
  if (!littleEndian) reverseGroups(copy, size);
  return new arrays[type](copy.buffer, 0, length);
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
