import { gunzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { gunzip, gzip } from '../../../src/node/files/gzip';

const bytes = Uint8Array.from({ length: 10_000 }, (_, i) => (i * i) % 251);

it('packs what another program unpacks, the same every time', () => {
  expect(gunzipSync(gzip(bytes))).toEqual(bytes);
  expect(gzip(bytes)).toEqual(gzip(bytes));
});

it.each([10_000, 10_001, 9_999, 1, 0])('unpacks no more than the first %i bytes', (limit) => {
  expect(Uint8Array.from(gunzip(gzip(bytes), limit))).toEqual(bytes.slice(0, limit));
});

it('gives the beginning of a file that is cut off, and refuses a broken one', () => {
  const packed = gzip(bytes);
  const start = Uint8Array.from(gunzip(packed.subarray(0, packed.length >> 1), 10_000));
  expect(start.length).toBeGreaterThan(0);
  expect(start).toEqual(bytes.slice(0, start.length));
  expect(() => gunzip(Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 7, 7, 7), 10)).toThrow(UserError);
});
