import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  headerLength,
  parseHeader,
  prefixBytes,
  writeSafetensors,
  type StoredTensor,
} from '../../../src/core/model/safetensors';

function parse(file: Uint8Array) {
  const length = headerLength(file.subarray(0, prefixBytes), file.length);
  return parseHeader(file.subarray(prefixBytes, prefixBytes + length), file.length);
}

/** A file with any header and `dataLength` bytes of data. */
function fileWith(header: unknown, dataLength: number): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(prefixBytes + text.length + dataLength);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, prefixBytes);
  return file;
}

const f32 = (shape: number[], begin: number, end: number) => ({ dtype: 'F32', shape, data_offsets: [begin, end] });

describe('safetensors', () => {
  it('reads what it writes', () => {
    const tensor = fc.record({
      dtype: fc.constantFrom('F32', 'F16', 'U8' as const),
      shape: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), tensor), (specs) => {
        const sizes = { F32: 4, F16: 2, U8: 1 };
        const tensors = new Map<string, StoredTensor>();
        Object.entries(specs).forEach(([key, { dtype, shape }], i) => {
          if (key === '__metadata__' || key === '__proto__') return;
          const length = shape.reduce((a, b) => a * b, 1) * sizes[dtype];
          tensors.set(key, { dtype, shape, data: new Uint8Array(length).fill(i + 1) });
        });
        const file = writeSafetensors(tensors);
        const read = parse(file);
        expect(read.size).toBe(tensors.size);
        for (const [key, { dtype, shape, data }] of tensors) {
          const info = read.get(key);
          expect(info).toMatchObject({ dtype, shape });
          expect(file.slice(info?.offset, (info?.offset ?? 0) + (info?.length ?? 0))).toEqual(data);
          if (data.length % 64 === 0) expect((info?.offset ?? 1) % 64).toBe(0);
        }
      }),
    );
  });

  it('reads the example of the format description and passes over metadata', () => {
    const header = {
      __metadata__: { format: 'pt' },
      b: f32([2], 0, 8),
      a: { dtype: 'F16', shape: [], data_offsets: [8, 10] },
    };
    const tensors = parse(fileWith(header, 10));
    const start = prefixBytes + JSON.stringify(header).length;
    expect(tensors.get('b')).toEqual({ dtype: 'F32', shape: [2], offset: start, length: 8 });
    expect(tensors.get('a')).toEqual({ dtype: 'F16', shape: [], offset: start + 8, length: 2 });
  });

  it.each([
    ['no JSON', '{"a":', 0, /JSON/],
    ['an array', [], 0, /not an object/],
    ['an unknown type', { a: { dtype: 'F128', shape: [1], data_offsets: [0, 16] } }, 16, /“a.dtype”/],
    ['a negative extent', { a: f32([-1], 0, 4) }, 4, /“a.shape.0”/],
    ['a broken extent', { a: f32([1.5], 0, 6) }, 6, /“a.shape.0”/],
    ['a huge extent', { a: f32([2 ** 40, 2 ** 40], 0, 4) }, 4, /“a” does not match its shape/],
    ['too few bytes for the shape', { a: f32([2], 0, 4) }, 4, /“a” does not match its shape/],
    ['offsets the wrong way round', { a: f32([0], 4, 0) }, 4, /does not match its shape/],
    ['overlapping tensors', { a: f32([2], 0, 8), b: f32([2], 4, 12) }, 12, /“b” overlap/],
    ['a gap', { a: f32([1], 0, 4), b: f32([1], 8, 12) }, 12, /“b” overlap others or leave a gap/],
    ['bytes beyond the end', { a: f32([4], 0, 16) }, 8, /bytes instead of/],
    ['bytes that belong to nothing', { a: f32([1], 0, 4) }, 8, /bytes instead of/],
    ['a field too many', { a: { ...f32([1], 0, 4), pickle: 'x' } }, 4, /pickle/],
  ])('refuses %s', (_, header, dataLength, message) => {
    expect(() => parse(fileWith(header, dataLength))).toThrow(message);
  });

  it('refuses a header longer than the file, and a file without one', () => {
    const file = fileWith({}, 0);
    new DataView(file.buffer).setBigUint64(0, 2n ** 63n, true);
    expect(() => headerLength(file, file.length)).toThrow(/longer than the file/);
    expect(() => headerLength(new Uint8Array(3), 3)).toThrow(/shorter than 8 bytes/);
    expect(() => parse(fileWith(Buffer.from([0xff]).toString('latin1'), 0))).toThrow(/JSON/);
  });
});
