import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Slice } from '../../../src/core/image/slice';
import { createPixelCodecs } from '../../../src/node/codecs/pixelCodecs';
import { openFile } from '../../../src/node/decode/openFile';
import { clearPictures, PictureStore } from '../../../src/node/decode/pictureStore';
import { flatJpeg } from '../../support/flatJpeg';

const codecs = createPixelCodecs();
const first = { slice: 0 };
let folder: string;
let image: string;

/** A picture just above the size up to which one is shown as a whole. */
const [width, height] = [4200, 4000];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sam-unet-large-'));
  vi.stubEnv('SAM_UNET_HOME', path.join(folder, 'home'));
  image = path.join(folder, 'a.png');
  const data = Uint8Array.from({ length: width * height }, (_, i) => (i % width) >> 5);
  await writeFile(image, encode({ width, height, data, depth: 8, channels: 1 }));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const stored = async (): Promise<string[]> =>
  (await readdir(path.join(folder, 'home', 'cache', 'pictures')).catch(() => [])).filter((name) =>
    name.endsWith('.raw'),
  );

describe('a large picture of a format that decodes no parts of it', () => {
  it('is decoded once, kept on disk, and read from there by parts', async () => {
    const open = await openFile(image, codecs);
    expect(open.image.info.levels).toEqual([{ width, height, chunk: [width, height] }]);
    const rect = { x0: 4000, y0: 3990, x1: 4200, y1: 4000 };
    const { data } = await open.pyramid!.read(0, rect, first);
    expect([data.length, data[0], data.at(-1)]).toEqual([2000, 4000 >> 5, 4199 >> 5]);
    const overview = await open.pyramid!.overview(first);
    expect([overview.width, overview.height, overview.data[1]]).toEqual([525, 500, 0]);
    expect(overview.data[524]).toBe(Math.floor(4192 / 32));
    await open.close();
    expect(await stored()).toHaveLength(2);
    const again = await openFile(image, codecs);
    const decode = vi.spyOn(again.image, 'readSlice');
    expect([...(await again.pyramid!.read(0, rect, first)).data]).toEqual([...data]);
    expect([...(await again.pyramid!.overview(first)).data]).toEqual([...overview.data]);
    expect(decode).not.toHaveBeenCalled();
    await again.close();
  });

  it('is decoded again once the pictures were deleted', async () => {
    await clearPictures();
    expect(await stored()).toEqual([]);
    const open = await openFile(image, codecs);
    const { data } = await open.pyramid!.read(0, { x0: 64, y0: 0, x1: 65, y1: 1 }, first);
    expect([...data]).toEqual([2]);
    await open.close();
  });
});

describe('a large JPEG', () => {
  it('is decoded to an eighth for its overview, and at its own size for what is nearer', async () => {
    const file = path.join(folder, 'a.jpg');
    const across = width / 8;
    // A block in the second row, and the last one.
    const values = new Map([
      [across + 3, 40],
      [across * (height / 8) - 1, 252],
    ]);
    await writeFile(file, flatJpeg(width, height, values));
    const open = await openFile(file, codecs);
    const decode = vi.spyOn(codecs, 'decode');
    const reductions = (): unknown[] => decode.mock.calls.map(([, , , reduction]) => reduction);
    const { data, ...overview } = await open.pyramid!.overview(first);
    expect([overview.width, overview.height]).toEqual([across, height / 8]);
    expect([...data.entries()].filter(([, value]) => value !== 128)).toEqual([...values]);
    expect(reductions()).toEqual([8]);
    const near = await open.pyramid!.read(0, { x0: 23, y0: 8, x1: 33, y1: 9 }, first);
    expect([...near.data]).toEqual([128, ...Array.from({ length: 8 }, () => 40), 128]);
    expect(reductions()).toEqual([8, 1]);
    await open.close();
  });
});

describe('the pictures on disk', () => {
  const slice: Slice = {
    ...{ width: 4, height: 2, channels: 1, data: Int16Array.of(1, -2, 3, 4, 5, 6, 7, -8) },
    ...{ slope: 2, intercept: 1, invert: true, windows: [{ center: 5, width: 9 }], padding: [-8, -8] },
    greyTables: [{ first: -3, levels: Uint8Array.of(0, 128, 255) }],
  };

  it('give back what they were given', async () => {
    const store = new PictureStore({ folder: path.join(folder, 'some') });
    await store.set('a', slice);
    const picture = await store.open('a');
    expect(await picture!.read({ x0: 0, y0: 0, x1: 4, y1: 2 })).toEqual(slice);
    expect((await picture!.read({ x0: 2, y0: 1, x1: 4, y1: 2 })).data).toEqual(Int16Array.of(7, -8));
    await picture!.close();
    expect(await store.open('b')).toBeUndefined();
  });

  it('make room for new ones, the least recently used first', async () => {
    const own = path.join(folder, 'few');
    const store = new PictureStore({ folder: own, budget: 1700 });
    const larger = { ...slice, height: 100, data: new Int16Array(400) };
    await store.set('a', larger);
    for (const name of await readdir(own)) await utimes(path.join(own, name), 0, 0);
    await store.set('b', larger);
    expect(await store.open('a')).toBeUndefined();
    const kept = await store.open('b');
    expect(kept).toMatchObject({ width: 4, height: 100 });
    await kept!.close();
  });

  it('that are broken count as absent', async () => {
    const own = path.join(folder, 'broken');
    const store = new PictureStore({ folder: own });
    await store.set('a', slice);
    const raw = (await readdir(own)).find((name) => name.endsWith('.raw'))!;
    await writeFile(path.join(own, raw), new Uint8Array(3));
    expect(await store.open('a')).toBeUndefined();
  });
});
