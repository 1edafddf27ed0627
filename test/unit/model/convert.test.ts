import { describe, expect, it } from 'vitest';
import { convert, storedType } from '../../../src/core/model/checkpoint/convert';

const bytes = (array: ArrayBufferView): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const floats = (data: Uint8Array): number[] => [...new Float32Array(data.slice().buffer)];

describe('convert', () => {
  it('widens bfloat16, half and narrows double', () => {
    // 1, -2 and 0.15625 as the upper halves of their 32-bit patterns.
    expect(floats(convert('w', bytes(Uint16Array.of(0x3f80, 0xc000, 0x3e20)), 'BF16', 'F32'))).toEqual([
      1, -2, 0.15625,
    ]);
    expect(floats(convert('w', bytes(Uint16Array.of(0x3c00, 0xc000)), 'F16', 'F32'))).toEqual([1, -2]);
    expect(floats(convert('w', bytes(Float64Array.of(1, 0.1)), 'F64', 'F32'))).toEqual([1, Math.fround(0.1)]);
  });

  it('reads elements wherever they start', () => {
    const shifted = new Uint8Array(9);
    shifted.set(bytes(Float32Array.of(3, 4)), 1);
    expect([...new Uint16Array(convert('w', shifted.subarray(1), 'F32', 'F16').slice().buffer)]).toEqual([
      0x4200, 0x4400,
    ]);
  });

  it('refuses weights beyond half precision, and numbers that are no weights', () => {
    expect(() => convert('w', bytes(Float32Array.of(65504, 70000)), 'F32', 'F16')).toThrow(/“w” contains 70000.*fp32/);
    expect(() => convert('w', bytes(BigInt64Array.of(1n)), 'I64', 'F32')).toThrow(/“w” is stored as I64/);
  });

  it('keeps vectors in 32 bits', () => {
    expect(storedType('fp16', [64])).toBe('F32');
    expect(storedType('fp16', [64, 64])).toBe('F16');
    expect(storedType('fp32', [64, 64])).toBe('F32');
  });
});
