import { createReadStream } from 'node:fs';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import type { ByteSource } from '../../core/base/byteSource';
import { messageOf, UserError } from '../../core/base/error';
import type { Deflate } from '../../core/formats/content';
import { checkComplete, damaged } from '../../core/formats/failures';
import { t } from '../../core/text/message';
import { readFully } from '../files/fileSource';
import { cachePath } from '../storage';
import { makeFolders } from '../files/makeFolders';

const decompressors = { gzip: createGunzip, zlib: createInflate, raw: createInflateRaw };

/** Bytes that are inflated and written at a time. */
const chunkSize = 2 ** 20;

interface Waiting {
  readonly end: number;
  readonly go: () => void;
}

/**
 * The start of what a deflated stream in a file holds, on disk: a file without a name among the product's caches, which is gone when it is
 * closed, however that happens. It is inflated from the start in the background; who reads waits no longer than until his
 * bytes are there.
 */
export class InflatedFile implements ByteSource {
  readonly size: number;
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;
  #handle: FileHandle | undefined;
  #written = 0;
  #ended = false;
  #failure: UserError | undefined;
  #waiting: readonly Waiting[] = [];

  /**
   * @param size bytes to inflate; the file may hold more
   * @param stream how it is wrapped, and where in the file it begins
   */
  constructor(file: string, size: number, { kind, from }: { readonly kind: Deflate; readonly from: number }) {
    this.size = size;
    this.#done = this.#inflate(file, kind, from);
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const end = offset + length;
    while (this.#written < end && !this.#ended) {
      await new Promise<void>((go) => {
        this.#waiting = [...this.#waiting, { end, go }];
      });
    }
    if (this.#failure !== undefined && this.#written < end) throw this.#failure;
    checkComplete(this.#written, end);
    return readFully(this.#handle!, offset, length);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#done;
    await this.#handle?.close();
  }

  async #inflate(file: string, kind: Deflate, from: number): Promise<void> {
    try {
      this.#handle = await nameless();
      const handle = this.#handle;
      const { signal } = this.#stop;
      await pipeline(
        createReadStream(file, { highWaterMark: chunkSize, start: from }),
        decompressors[kind]({ chunkSize }),
        async (chunks: AsyncIterable<Uint8Array>) => {
          for await (const chunk of chunks) {
            const count = Math.min(chunk.length, this.size - this.#written);
            await write(handle, chunk.subarray(0, count), this.#written);
            this.#written += count;
            this.#wake();
            if (this.#written === this.size) return;
          }
        },
        { signal },
      );
    } catch (error) {
      this.#failure =
        error instanceof UserError
          ? error
          : damaged(t`The compressed data are damaged or truncated (${messageOf(error)}).`, error);
    } finally {
      this.#ended = true;
      this.#wake();
    }
  }

  #wake(): void {
    const ready = ({ end }: Waiting): boolean => this.#ended || end <= this.#written;
    const waking = this.#waiting.filter(ready);
    this.#waiting = this.#waiting.filter((each) => !ready(each));
    for (const { go } of waking) go();
  }
}

async function nameless(): Promise<FileHandle> {
  const folder = cachePath('inflated');
  const file = path.join(folder, randomUUID());
  try {
    await makeFolders(folder);
    const handle = await open(file, 'wx+', 0o600);
    await unlink(file);
    return handle;
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}

async function write(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  try {
    for (let at = 0; at < bytes.length;) {
      at += (await handle.write(bytes, at, bytes.length - at, position + at)).bytesWritten;
    }
  } catch (cause) {
    throw unwritable(cachePath('inflated'), cause);
  }
}

function unwritable(folder: string, cause: unknown): UserError {
  return new UserError('unwritable', {
    problem: t`The image is too large to be decompressed in memory, and ${folder} is not writable (${messageOf(cause)}).`,
    advice: t`Free some space there, or decompress the file yourself.`,
    cause,
  });
}
