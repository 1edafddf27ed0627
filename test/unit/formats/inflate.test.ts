import { deflateSync, gzipSync, zlibSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { inflateUpTo } from '../../../src/core/formats/inflate';

const compressors = { gzip: gzipSync, zlib: zlibSync, raw: deflateSync };

describe.each(['gzip', 'zlib', 'raw'] as const)('inflateUpTo, %s', (kind) => {
  const compress = (bytes: Uint8Array): Uint8Array => compressors[kind](bytes);

  it('restores everything within the limit, in any parts', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), fc.nat({ max: 50 }), (bytes, cut) => {
        const packed = compress(bytes);
        const parts = [packed.subarray(0, cut), packed.subarray(cut)];
        expect(inflateUpTo(10_000, parts, kind)).toEqual({ bytes, more: false });
      }),
    );
  });

  it('stops at the limit', () => {
    const { bytes, more } = inflateUpTo(100, [compress(new Uint8Array(50 * 2 ** 20).fill(7))], kind);
    expect(bytes).toEqual(new Uint8Array(100).fill(7));
    expect(more).toBe(true);
  });

  it('gives what there is of a stream that breaks off', () => {
    const whole = Uint8Array.from({ length: 50_000 }, (_, i) => (i * 7919) >> 3);
    const packed = compress(whole);
    const { bytes, more } = inflateUpTo(50_000, [packed.subarray(0, packed.length >> 1)], kind);
    expect(more).toBe(false);
    expect(bytes.length).toBeGreaterThan(1000);
    expect(bytes).toEqual(whole.subarray(0, bytes.length));
  });
});

it('refuses what is no compressed stream', () => {
  expect(() => inflateUpTo(100, [Uint8Array.of(0x78, 0x9c, 7, 7, 7, 7)], 'zlib')).toThrow(UserError);
});
