import { rmSync } from 'node:fs';
import path from 'node:path';
import { encode } from 'jpeg-js';
import { deflateSync } from 'node:zlib';
import { Mask } from '../../../src/core/mask/mask';
import { encodePart } from '../../../src/core/mask/part';
import type { SidecarObject } from '../../../src/core/sidecar/sidecar';
import { cachePath } from '../../../src/node/storage';
import { openImage, type OpenedImage } from '../../../src/node/image/openImage';
import { readOverview, readTile } from '../../../src/node/image/readPart';
import { imageOfMasks } from '../../../src/node/masks/imageOfMasks';
import { loadMasks, saveMasks } from '../../../src/node/masks/maskStore';
import { endProcessWide } from '../../../src/node/processWide';
import { writeTiff } from '../../support/writeTiff';
import { median, peakMemory, type Figures } from '../measure';
import { folder, input, random } from './inputs';

const tile = 512;
/** Different tiles of a picture. */
const kinds = 16;

/** A tile of tissue, as it were: blobs and noise. Values of 8 bits, interleaved. */
function tileSamples(kind: number, channels: 1 | 3): Uint8Array {
  const next = random(kind + 1);
  const blobs = Array.from({ length: 12 }, () => [next() % tile, next() % tile, 20 + (next() % 50)] as const);
  const samples = new Uint8Array(tile * tile * channels);
  for (let y = 0, at = 0; y < tile; y++) {
    for (let x = 0; x < tile; x++) {
      const inside = blobs.some(([cx, cy, radius]) => (x - cx) ** 2 + (y - cy) ** 2 < radius ** 2);
      const value = (inside ? 90 : 200) + (next() % 24);
      for (let channel = 0; channel < channels; channel++) samples[at++] = value - (channel === 1 ? 40 : 0);
    }
  }
  return samples;
}

/** The same with values of 16 bits. */
function wideSamples(kind: number, width: number, height: number): Uint8Array {
  const base = tileSamples(kind, 1);
  const wide = new Uint16Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) wide[y * width + x] = base[(y % tile) * tile + (x % tile)]! * 97 + kind;
  }
  return new Uint8Array(wide.buffer);
}

function jpegTile(kind: number): Uint8Array {
  const rgb = tileSamples(kind, 3);
  const rgba = Buffer.alloc(tile * tile * 4, 255);
  for (let i = 0; i < tile * tile; i++)
    for (let channel = 0; channel < 3; channel++) rgba[4 * i + channel] = rgb[3 * i + channel]!;
  return new Uint8Array(encode({ width: tile, height: tile, data: rgba }, 85).data);
}

const all = <T>(make: (kind: number) => T): T[] => Array.from({ length: kinds }, (_, kind) => make(kind));
const grey = { bits: 16, samples: 1, photometric: 1 } as const;
const jpeg = { bits: 8, samples: 3, compression: 7, photometric: 6 } as const;

/** The pictures by name. Chunks repeat, so that the files are small; they are decoded as often as they stand in the picture. */
const pictures: Readonly<Record<string, () => string>> = {
  strips8k: () =>
    input('strips8k.tif', () =>
      writeTiff(
        [{ width: 8192, height: 8192, chunk: [8192, 64], chunks: all((kind) => wideSamples(kind, 8192, 64)) }],
        { ...grey, compression: 1 },
      ),
    ),
  tiles8k: () =>
    input('tiles8k.tif', () =>
      writeTiff(
        [
          {
            width: 8192,
            height: 8192,
            chunk: [tile, tile],
            chunks: all((kind) => deflateSync(wideSamples(kind, tile, tile))),
          },
        ],
        { ...grey, compression: 8 },
      ),
    ),
  jpeg16k: () =>
    input('jpeg16k.tif', () =>
      writeTiff([{ width: 16_000, height: 16_000, chunk: [tile, tile], chunks: all(jpegTile) }], jpeg),
    ),
  pyramid20k: () =>
    input('pyramid20k.tif', () =>
      writeTiff(
        [1, 4, 16].map((scale) => ({
          ...{ width: 20_000 / scale, height: 20_000 / scale },
          ...{ chunk: [tile, tile] as const, chunks: all(jpegTile) },
        })),
        jpeg,
      ),
    ),
};

/**
 * How long large pictures take to be opened and read by the decode threads, and how long a mask in one takes to be saved and read:
 * milliseconds to the overview, the second time too; the median of tiles at full resolution; and the memory that it took.
 */
export async function largePictures(): Promise<Figures> {
  const figures: Record<string, number> = {};
  rmSync(cachePath('pictures'), { recursive: true, force: true });
  try {
    for (const [name, file] of Object.entries(pictures)) {
      const target = file();
      figures[`${name}OverviewMs`] = await timed(async () => {
        await withImage(target, async (image) => void (await readOverview(image, { slice: 0 })));
      });
      figures[`${name}AgainMs`] = await timed(async () => {
        await withImage(target, async (image) => void (await readOverview(image, { slice: 0 })));
      });
      figures[`${name}TileMs`] = await withImage(target, tileMs);
    }
    const target = pictures['jpeg16k']!();
    const saved = await withImage(target, (image) => saveMs(image));
    return { ...figures, ...saved, mib: peakMemory() };
  } finally {
    await endProcessWide();
  }
}

async function tileMs(image: OpenedImage): Promise<number> {
  const times: number[] = [];
  for (let i = 1; i < 16; i++) {
    const place = { slice: 0, level: 0, column: (i * 7) % 16, row: (i * 5) % 16 };
    times.push(await timed(async () => void (await readTile(image, place))));
  }
  return median(times);
}

/** Saving a mask, and reading it again. */
async function saveMs(image: OpenedImage): Promise<Figures> {
  const { width, height } = image.info;
  const rect = { x0: 4000, y0: 5000, x1: 7000, y1: 8000 };
  const { size, counts } = encodePart(new Mask(3000, 3000, new Uint8Array(9_000_000).fill(1)), rect, [width, height]);
  const object: SidecarObject = {
    ...{ id: '1', label: 'tumour', slice: 0, prompt: { box: [4000, 5000, 7000, 8000] } },
    mask: { size: [...size], counts: Array.from(counts) },
    ...{ status: 'corrected', origin: 'human', by: 'bench', at: new Date(0).toISOString() },
  };
  const of = imageOfMasks(image);
  const before = await loadMasks(of);
  const content = { labels: [{ name: 'tumour', value: 1, color: '#e69f00' }], objects: [object] };
  const pictureSaveMs = await timed(async () => {
    await saveMasks(of, content, { writer: 'human', expected: before.version });
  });
  const pictureLoadMs = await timed(async () => void (await loadMasks(of)));
  for (const ending of ['.masks.json', '.mask.png']) rmSync(path.join(folder, `${path.basename(of.path)}${ending}`));
  return { pictureSaveMs, pictureLoadMs };
}

async function withImage<T>(file: string, work: (image: OpenedImage) => Promise<T>): Promise<T> {
  const image = await openImage(file);
  try {
    return await work(image);
  } finally {
    image.dispose();
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
