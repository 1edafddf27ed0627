import { open, readdir, readFile, stat, type FileHandle } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { rectHeight, rectWidth, type Rect, type Size } from '../../core/geometry/rect';
import { newSamples, toSamples, typeOfSamples, type SampleType } from '../../core/formats/samples';
import type { GreyTable, SampleArray, Slice } from '../../core/image/slice';
import { removeFile, writeFileAtomically } from '../files/atomicWrite';
import { readFully } from '../files/fileSource';
import { makeFolders } from '../files/makeFolders';
import { cachePath } from '../storage';

/** Bytes of all pictures together; the least recently used go first. */
const defaultBudget = 4 * 2 ** 30;

/** A picture or what describes it; nothing else in the folder is touched. */
const storedName = /^[0-9a-f]{64}\.(raw|json)$/;

/** What a picture is beside its samples. */
interface Described extends Omit<Slice, 'data' | 'greyTables'> {
  readonly type: SampleType;
  readonly greyTables?: readonly { readonly first: number; readonly levels: readonly number[] }[];
}

/** A picture on disk, of which parts are read. */
export interface StoredPicture extends Size {
  /** A rectangle of whole pixels inside the picture. */
  read(rect: Rect): Promise<Slice>;
  close(): Promise<void>;
}

/**
 * Decoded pictures among the product's caches, so that parts of those that can only be decoded as a whole are read without
 * decoding them again, nor holding them in memory. Whatever cannot be read counts as absent, whatever cannot be written is left out.
 */
export class PictureStore {
  readonly #folder: string;
  readonly #budget: number;

  constructor({ folder = cachePath('pictures'), budget = defaultBudget }: { folder?: string; budget?: number } = {}) {
    this.#folder = folder;
    this.#budget = budget;
  }

  /** @param name of all that the picture depends on */
  async open(name: string): Promise<StoredPicture | undefined> {
    const [raw, json] = this.#pathsOf(name);
    let handle: FileHandle | undefined;
    try {
      const { type, greyTables, ...described } = JSON.parse(await readFile(json, 'utf8')) as Described;
      handle = await open(raw, 'r');
      const tables = greyTables?.map(({ first, levels }): GreyTable => ({ first, levels: Uint8Array.from(levels) }));
      const looks = { ...described, ...(tables === undefined ? {} : { greyTables: tables }) };
      const bytes = newSamples(type, 1).BYTES_PER_ELEMENT;
      const { width, height, channels } = looks;
      if ((await handle.stat()).size !== width * height * channels * bytes)
        throw new Error('The picture is incomplete.');
      return storedPicture(handle, looks, type);
    } catch {
      await handle?.close();
      return undefined;
    }
  }

  /** Keeps a picture, where there is room. */
  async set(name: string, { data, greyTables, ...looks }: Slice): Promise<void> {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    if (bytes.length > this.#budget / 2) return;
    const tables = greyTables?.map(({ first, levels }) => ({ first, levels: [...levels] }));
    const described: Described = {
      ...looks,
      type: typeOfSamples(data),
      ...(tables === undefined ? {} : { greyTables: tables }),
    };
    const [raw, json] = this.#pathsOf(name);
    try {
      // Pictures are private to the user.
      await makeFolders(this.#folder, 0o700);
      await this.#shrinkTo(this.#budget - bytes.length);
      await writeFileAtomically(raw, bytes);
      await writeFileAtomically(json, JSON.stringify(described));
    } catch {
      // It is decoded again.
    }
  }

  async #shrinkTo(limit: number): Promise<void> {
    const names = (await readdir(this.#folder)).filter((name) => storedName.test(name));
    const files = await Promise.all(
      names.map(async (name) => {
        const { size, atimeMs, mtimeMs } = await stat(path.join(this.#folder, name));
        return { name, size, usedAt: Math.max(atimeMs, mtimeMs) };
      }),
    );
    let total = files.reduce((sum, { size }) => sum + size, 0);
    for (const { name, size } of files.sort((a, b) => a.usedAt - b.usedAt)) {
      if (total <= limit) return;
      await removeFile(path.join(this.#folder, name));
      total -= size;
    }
  }

  #pathsOf(name: string): readonly [raw: string, json: string] {
    const key = createHash('sha256').update(name).digest('hex');
    return [path.join(this.#folder, `${key}.raw`), path.join(this.#folder, `${key}.json`)];
  }
}

/** Deletes all pictures, and nothing else. */
export async function clearPictures(folder = cachePath('pictures')): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => storedName.test(each))) {
    await removeFile(path.join(folder, name)).catch(() => undefined);
  }
}

function storedPicture(handle: FileHandle, looks: Omit<Slice, 'data'>, type: SampleType): StoredPicture {
  const { width, height, channels } = looks;
  const bytes = newSamples(type, 1).BYTES_PER_ELEMENT;
  return {
    ...{ width, height },
    read: async (rect) => {
      const [across, down] = [rectWidth(rect), rectHeight(rect)];
      const row = width * channels * bytes;
      const rows = toSamples(await readFully(handle, rect.y0 * row, down * row), type, true);
      const part = newSamples(type, across * down * channels);
      for (let y = 0; y < down; y++) {
        const start = (y * width + rect.x0) * channels;
        part.set(rows.subarray(start, start + across * channels), y * across * channels);
      }
      return { ...looks, width: across, height: down, data: part satisfies SampleArray };
    },
    close: () => handle.close(),
  };
}
