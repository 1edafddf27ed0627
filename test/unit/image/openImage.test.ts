import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  createWriteStream,
  openSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { writeImageVolume } from '../../../src/core/formats/nifti/imageVolume';
import { sidecarVersion } from '../../../src/core/sidecar/migrations';
import { DecodePool } from '../../../src/node/decode/decodePool';
import { openImage } from '../../../src/node/image/openImage';
import { goldenBytes, goldenImages, goldenPath, goldenVolumes, volumeBytes } from '../../fixtures/golden';
import { npy, npz } from '../../support/writeNpz';
import { useDecoders } from '../../support/useDecoders';

const decoding = useDecoders();

function tempFile(name: string, content: Uint8Array | string): string {
  const file = path.join(decoding.folder, name);
  writeFileSync(file, content);
  return file;
}

async function failure(work: Promise<unknown>): Promise<UserError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

describe('openImage', () => {
  it('decodes in a worker and hands samples over', async () => {
    const image = await openImage(goldenPath('rotated.nii.gz'), { decoders: decoding.pool });
    const golden = goldenImages['rotated.nii.gz']!;
    expect(image.info).toMatchObject({ format: 'nifti', width: golden.width, height: golden.height });
    expect([...(await image.readSlice(1)).data]).toEqual(golden.values);
    // Samples were moved, and the worker still has its own.
    expect([...(await image.readSlice(1)).data]).toEqual(golden.values);
    image.dispose();
  });

  it('reports the hash of the file and the header of NIfTI', async () => {
    const bytes = goldenBytes('int32.nii');
    const image = await openImage(goldenPath('int32.nii'), { decoders: decoding.pool });
    expect(image.contentHash).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(image.niftiHeader).toEqual(bytes.slice(0, 348));
    expect(image.path).toBe(goldenPath('int32.nii'));
    image.dispose();
  });

  it('opens the array of an archive that its masks were made on, unless another is asked for', async () => {
    const file = tempFile('arrays.npz', npz({ t1: npy([12, 14]), t2: npy([12, 14], () => 7) }));
    const options = { decoders: decoding.pool };
    const first = async (array?: string): Promise<[string | undefined, number, string]> => {
      const image = await openImage(file, { ...options, ...(array === undefined ? {} : { array }) });
      const [value] = (await image.readSlice(0)).data;
      image.dispose();
      return [image.info.arrays?.shown, value!, image.contentHash];
    };
    expect((await failure(first())).details.question?.key).toBe('array');
    const image = { file: 'arrays.npz', width: 14, height: 12, slices: 1, array: 't2' };
    const head = { format: 'sam-unet-masks', version: sidecarVersion, image };
    tempFile('arrays.npz.masks.json', JSON.stringify({ ...head, labels: [], objects: [] }));
    const second = await first();
    expect(second.slice(0, 2)).toEqual(['t2', 7]);
    const asked = await first('t1');
    expect(asked.slice(0, 2)).toEqual(['t1', 0]);
    expect(asked[2]).not.toBe(second[2]);
  });

  it('reads a large volume slice by slice, compressed too', async () => {
    const { width, height, slices } = { width: 512, height: 512, slices: 560 };
    const area = width * height;
    const frame = { width, height, channels: 1, slope: 1, intercept: 0 } as const;
    const small = writeImageVolume({ ...frame, slices: 1, data: new Int16Array(area) }, false);
    const plain = tempFile('large.nii', small.subarray(0, 352));
    truncateSync(plain, 352 + 2 * area * slices);
    const bytes = openSync(plain, 'r+');
    writeSync(bytes, Uint8Array.of(slices % 256, slices >> 8), 0, 2, 46);
    writeSync(bytes, Uint8Array.of(3), 0, 1, 40);
    writeSync(bytes, Uint8Array.of(7, 1), 0, 2, 352 + 2 * (area * 500 + 9));
    closeSync(bytes);
    const packed = path.join(decoding.folder, 'large.nii.gz');
    await pipeline(createReadStream(plain), createGzip({ level: 1 }), createWriteStream(packed));
    const before = process.memoryUsage.rss();
    for (const file of [plain, packed]) {
      const image = await openImage(file, { decoders: decoding.pool });
      expect(image.info).toMatchObject({ width, height, slices });
      const { data } = await image.readSlice(500);
      expect([data[8], data[9], data[10], data.length]).toEqual([0, 263, 0, area]);
      expect((await image.readSlice(0)).data[9]).toBe(0);
      image.dispose();
    }
    expect(process.memoryUsage.rss() - before).toBeLessThan(area * slices);
    const image = await openImage(plain, { decoders: decoding.pool });
    const hash = image.contentHash;
    truncateSync(plain, 2 ** 27);
    expect((await failure(image.readSlice(559))).code).toBe('damaged');
    image.dispose();
    const cut = await failure(openImage(plain, { decoders: decoding.pool }));
    expect(cut.message).toMatch(/truncated/);
    truncateSync(plain, 352 + 2 * area * slices);
    const again = await openImage(plain, { decoders: decoding.pool });
    expect(again.contentHash).not.toBe(hash);
    again.dispose();
  });

  it('reads detached data beside the header and counts them into the hash', async () => {
    const header = tempFile('detached.nhdr', volumeBytes('detached.nhdr'));
    const missing = await failure(openImage(header, { decoders: decoding.pool }));
    expect(missing.code).toBe('not-found');
    expect(missing.message.startsWith(path.join(decoding.folder, 'detached.raw'))).toBe(true);
    tempFile('detached.raw', volumeBytes('detached.raw'));
    const image = await openImage(header, { decoders: decoding.pool });
    expect([...(await image.readSlice(1)).data]).toEqual(goldenVolumes['detached.nhdr']!.values);
    const both = Buffer.concat([volumeBytes('detached.nhdr'), volumeBytes('detached.raw')]);
    expect(image.contentHash).toBe(createHash('sha256').update(both).digest('hex'));
    image.dispose();
  });

  it('decodes with WebAssembly from the bundle', async () => {
    const image = await openImage(goldenPath('orientation6.jpg'), { decoders: decoding.pool });
    const slice = await image.readSlice(0);
    expect(slice.data).toHaveLength(slice.width * slice.height * 3);
    image.dispose();
  });

  it('opens many at once', async () => {
    const names = Object.keys(goldenImages);
    const images = await Promise.all(names.map((name) => openImage(goldenPath(name), { decoders: decoding.pool })));
    expect(images.map(({ info }) => info.width)).toEqual(names.map((name) => goldenImages[name]!.width));
    for (const image of images) image.dispose();
  });

  it.each<[string, () => string, string, RegExp]>([
    ['no file', () => path.join(decoding.folder, 'nowhere.dcm'), 'not-found', /does not exist/],
    ['a folder', () => decoding.folder, 'bad-input', /not a file/],
    ['an empty file', () => tempFile('empty.dcm', ''), 'damaged', /empty/],
    ['text', () => tempFile('notes.txt', 'hello'), 'unsupported-format', /not an image/],
    ['half a file', () => tempFile('half.nii', goldenBytes('int32.nii').slice(0, 400)), 'damaged', /missing/],
  ])('explains %s', async (_, file, code, message) => {
    const error = await failure(openImage(file(), { decoders: decoding.pool }));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.message.startsWith(file())).toBe(true);
  });

  it('reads nothing after it was disposed', async () => {
    const image = await openImage(goldenPath('grey8.png'), { decoders: decoding.pool });
    image.dispose();
    image.dispose();
    expect((await failure(image.readSlice(0))).code).toBe('cancelled');
  });

  it('survives the end of its threads', async () => {
    const image = await openImage(goldenPath('grey8.png'), { decoders: decoding.pool });
    await decoding.pool.close();
    const error = await failure(image.readSlice(0));
    expect(error.message).toMatch(/decoder stopped/);
    const again = await openImage(goldenPath('grey8.png'), { decoders: decoding.pool });
    expect((await again.readSlice(0)).data).toHaveLength(35);
    again.dispose();
  });
});

describe('DecodePool', () => {
  it('ends a worker that computes without end, and starts another', async () => {
    const endless = `const { parentPort } = require('node:worker_threads');
      parentPort.on('message', ({ call, id }) => {
        while (call === 'readSlice');
        parentPort.postMessage({ reply: id, value: { id: 1, info: {}, contentHash: '' } });
      });`;
    const slow = new DecodePool({ workerPath: tempFile('endless.js', endless), callLimit: 200 });
    const image = await slow.open('a.dcm');
    const error = await failure(image.call((api) => api.readSlice(1, 0)));
    expect(error.message).toMatch(/took longer than 0.2 s; the file may be damaged/);
    expect((await slow.open('b.dcm')).id).toBe(1);
    await slow.close();
  });

  it('reports a worker that crashes, and starts another', async () => {
    const crashing = new DecodePool({
      workerPath: tempFile('crash.js', 'setTimeout(() => { throw new Error("boom"); }, 50)'),
    });
    expect((await failure(crashing.open('a.dcm'))).message).toMatch(/decoder stopped \(boom\)/);
    expect((await failure(crashing.open('a.dcm'))).message).toMatch(/decoder stopped \(boom\)/);
    await crashing.close();
  });
});
