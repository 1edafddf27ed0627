import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { InflatedFile } from '../../../src/node/decode/inflatedFile';

const content = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 7919) % 251);
let folder = '';
let inflated: InflatedFile | undefined;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'inflated-'));
  vi.stubEnv('SAM_UNET_HOME', folder);
});

afterEach(async () => {
  await inflated?.close();
  inflated = undefined;
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function inflate(gzip: Uint8Array, size = content.length): InflatedFile {
  const file = path.join(folder, 'a.gz');
  writeFileSync(file, gzip);
  return (inflated = new InflatedFile(file, size, { kind: 'gzip', from: 0 }));
}

const failure = async (work: Promise<unknown>): Promise<UserError> => {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
};

it('gives bytes in any order, also before they are there', async () => {
  const source = inflate(gzipSync(content));
  const places = [2_999_990, 0, 1_500_000, 1, 2_097_150];
  const read = await Promise.all(places.map((at) => source.read(at, 10)));
  expect(read).toEqual(places.map((at) => content.slice(at, at + 10)));
});

it('leaves no name in the folder of caches', async () => {
  await inflate(gzipSync(content)).read(0, 1);
  expect(readdirSync(path.join(folder, 'cache', 'inflated'))).toEqual([]);
});

it('inflates no more than it was asked for', async () => {
  const source = inflate(gzipSync(content), 1000);
  expect(await source.read(990, 10)).toEqual(content.slice(990, 1000));
  expect((await failure(source.read(995, 10))).code).toBe('damaged');
});

it('gives what comes before a break, and names the rest damaged', async () => {
  const gzip = gzipSync(content, { level: 0 });
  const source = inflate(gzip.subarray(0, 2_000_000));
  expect(await source.read(0, 10)).toEqual(content.slice(0, 10));
  expect(await failure(source.read(2_900_000, 10))).toMatchObject({ code: 'damaged' });
});

it('calls an invalid stream damaged', async () => {
  const source = inflate(Uint8Array.from({ length: 5000 }, (_, i) => i % 256));
  expect((await failure(source.read(0, 10))).code).toBe('damaged');
});

it('says when there is no place to write', async () => {
  const occupied = path.join(folder, 'occupied');
  writeFileSync(occupied, '');
  vi.stubEnv('SAM_UNET_HOME', occupied);
  const error = await failure(inflate(gzipSync(content)).read(0, 10));
  expect(error).toMatchObject({ code: 'unwritable', message: expect.stringContaining(occupied) as string });
});

it('ends while it is working when it is closed', async () => {
  const source = inflate(gzipSync(content, { level: 0 }));
  const waiting = failure(source.read(content.length, 1));
  await source.close();
  inflated = undefined;
  expect((await waiting).code).toBe('damaged');
});
