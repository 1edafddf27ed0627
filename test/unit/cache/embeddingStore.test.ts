import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatEmbedding } from '../../../src/node/cache/embeddingFile';
import { clearEmbeddings, EmbeddingStore, measureEmbeddings } from '../../../src/node/cache/embeddingStore';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'embeddings-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const key = (digit: number): string => digit.toString(16).repeat(64);
const file = (digit: number): string => path.join(folder, `${key(digit)}.safetensors`);
const outputs = (fill = 1, length = 1000) => ({
  image_embeddings: { dims: [1, length], data: new Float32Array(length).fill(fill) },
  multi_scale_feature: { dims: [2, 3], data: Float32Array.of(0, -1, 0.1, 65504, 1e-7, 3) },
});
/** Size of a file with {@link outputs}. */
const size = formatEmbedding(outputs())!.length;

async function open(budget = 100 * size): Promise<EmbeddingStore> {
  const store = new EmbeddingStore({ budget, folder });
  expect(await store.open()).toBeUndefined();
  return store;
}

async function filled(digits: readonly number[], budget?: number): Promise<EmbeddingStore> {
  const store = await open(budget);
  for (const digit of digits) store.set(key(digit), outputs(digit));
  await store.idle();
  return store;
}

describe('the store of embeddings', () => {
  it('gives back what another process has kept, in half precision', async () => {
    await filled([1]);
    const known = await (await open()).get(key(1));
    expect(known).toEqual({
      image_embeddings: outputs().image_embeddings,
      multi_scale_feature: { dims: [2, 3], data: expect.any(Float32Array) as Float32Array },
    });
    outputs().multi_scale_feature.data.forEach((value, at) => {
      expect(Math.abs(known!['multi_scale_feature']!.data[at]! - value)).toBeLessThanOrEqual(
        Math.max(Math.abs(value) / 2048, 2 ** -25),
      );
    });
    expect(await (await open()).get(key(2))).toBeUndefined();
  });

  it.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 100)],
    ['empty', () => Buffer.alloc(0)],
    ['changed in one bit', (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === 700 ? byte ^ 1 : byte)))],
    ['too long', (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(1)])],
    ['of another kind', () => Buffer.from('PNG')],
    ['a header of 2^63 bytes', () => Buffer.alloc(64, 0x7f)],
  ])('removes a file that is %s, and writes it again', async (_, damage) => {
    const store = await filled([1]);
    writeFileSync(file(1), damage(readFileSync(file(1))));
    expect(await store.get(key(1))).toBeUndefined();
    expect(existsSync(file(1))).toBe(false);
    store.set(key(1), outputs());
    await store.idle();
    expect(await store.get(key(1))).toBeDefined();
  });

  it('stays within its budget and drops what was not used for longest, whoever wrote it', async () => {
    const budget = 10 * size;
    const store = await filled([1, 2, 3, 4, 5, 6, 7], budget);
    for (const digit of [1, 2, 3, 4, 5, 6, 7]) utimesSync(file(digit), 1000 + digit, 1000 + digit);
    await store.get(key(1));
    const other = await filled([8, 9, 10, 11], budget);
    expect((await measureEmbeddings(folder)).bytes).toBeLessThanOrEqual(budget);
    expect(await other.get(key(11))).toBeDefined();
    expect(await other.get(key(2))).toBeUndefined();
    expect(await other.get(key(1))).toBeDefined();
  });

  it('is shared by writers at the same time', async () => {
    const budget = 8 * size;
    const stores = await Promise.all([open(budget), open(budget), open(budget)]);
    for (let i = 0; i < 30; i++) for (const store of stores) store.set(key(i % 16), outputs(i % 16));
    await Promise.all(stores.map((store) => store.idle()));
    const { files } = await measureEmbeddings(folder);
    expect(files).toBeGreaterThan(0);
    expect(files).toBeLessThanOrEqual(10);
    for (let i = 0; i < 16; i++) {
      const known = await stores[0].get(key(i));
      if (known !== undefined) expect(known['image_embeddings']!.data[0]).toBe(i);
    }
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('says why nothing can be kept, and then is empty', async () => {
    const blocked = path.join(folder, 'blocked');
    writeFileSync(blocked, '');
    const store = new EmbeddingStore({ budget: 1e9, folder: path.join(blocked, 'embeddings') });
    expect(await store.open()).toMatch(/ENOTDIR|EEXIST/);
    store.set(key(1), outputs());
    await store.idle();
    expect(await store.get(key(1))).toBeUndefined();
  });

  it('continues when its folder vanishes, or a folder lies in the way', async () => {
    const store = await open();
    mkdirSync(file(1));
    store.set(key(1), outputs());
    store.set(key(2), outputs());
    await store.idle();
    expect(await store.get(key(1))).toBeUndefined();
    expect(await store.get(key(2))).toBeDefined();
    rmSync(folder, { recursive: true });
    store.set(key(3), outputs());
    await store.idle();
    expect(await store.get(key(2))).toBeUndefined();
  });

  it('keeps nothing without a budget, nor what half precision cannot hold', async () => {
    await filled([1], 0);
    expect(readdirSync(folder)).toEqual([]);
    const store = await open();
    store.set(key(1), { image_embeddings: { dims: [1], data: Float32Array.of(70_000) } });
    store.set(key(2), { image_embeddings: { dims: [1], data: Float32Array.of(NaN) } });
    await store.idle();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is cleared of embeddings and of what interrupted writes left, of nothing else', async () => {
    await filled([1, 2]);
    const leftover = path.join(folder, `.${key(3)}.safetensors.0123456789ab.tmp`);
    const young = path.join(folder, `.${key(4)}.safetensors.0123456789ab.tmp`);
    for (const target of [leftover, young, path.join(folder, 'thesis.txt')]) writeFileSync(target, 'x');
    utimesSync(leftover, 1000, 1000);
    expect(await clearEmbeddings(folder)).toEqual({ folder, files: 2, bytes: 2 * size });
    expect(readdirSync(folder).sort()).toEqual([young.slice(folder.length + 1), 'thesis.txt']);
    expect(await clearEmbeddings(path.join(folder, 'missing'))).toMatchObject({ files: 0, bytes: 0 });
  });
});
