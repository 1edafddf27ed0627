import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import { messageOf, UserError } from '../../core/base/error';
import { t } from '../../core/text/message';

/** A file taken out of an archive. */
export interface Unpacked {
  readonly size: number;
  readonly sha256: string;
}

/** No library comes near this: a guard against archives that unpack without end. */
const largestEntry = 4 * 2 ** 30;
/** Enough for any `.nuspec`. */
const largestText = 1 << 20;

/** A NuGet package, which is a zip archive. Entries are found by their full name alone, so no name can lead out of a folder. */
export class Nupkg {
  readonly #path: string;
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;

  private constructor(target: string, zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.#path = target;
    this.#zip = zip;
    this.#entries = entries;
  }

  /** @throws UserError `unreadable`, or `damaged` when the file is no archive */
  static async open(target: string): Promise<Nupkg> {
    try {
      const zip = await yauzl.openPromise(target, { lazyEntries: true, autoClose: false });
      const entries = new Map<string, Entry>();
      for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
      return new Nupkg(target, zip, entries);
    } catch (cause) {
      const missing = cause instanceof Error && 'code' in cause;
      throw new UserError(missing ? 'unreadable' : 'damaged', {
        file: target,
        problem: t`The file is not a readable package: ${messageOf(cause).replace(/\.$/, '')}.`,
        advice: t`Download the package again.`,
        cause,
      });
    }
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** The text of a small entry. */
  async text(name: string): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of await this.#stream(name, largestText)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString('utf8');
  }

  /** Whether the bytes of an entry hold an ASCII text. */
  async contains(name: string, text: string): Promise<boolean> {
    let tail = '';
    for await (const chunk of await this.#stream(name, largestEntry)) {
      const part = tail + (chunk as Buffer).toString('latin1');
      if (part.includes(text)) return true;
      tail = part.slice(-text.length);
    }
    return false;
  }

  /**
   * Writes an entry into a folder, under the last part of its name.
   * @param onBytes called with the bytes of each piece
   */
  async unpack(
    name: string,
    folder: string,
    onBytes: (count: number) => void,
    token: CancellationToken,
  ): Promise<Unpacked> {
    const hash = createHash('sha256');
    let size = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        size += chunk.length;
        onBytes(chunk.length);
        try {
          throwIfCancelled(token);
          done(null, chunk);
        } catch (error) {
          done(error as Error);
        }
      },
    });
    const file = createWriteStream(path.join(folder, path.basename(name)), { flags: 'wx', mode: 0o644, flush: true });
    await this.#attempt(async () => pipeline(await this.#stream(name, largestEntry), measure, file));
    return { size, sha256: hash.digest('hex') };
  }

  size(name: string): number {
    return this.#entries.get(name)?.uncompressedSize ?? 0;
  }

  close(): void {
    this.#zip.close();
  }

  async #stream(name: string, largest: number): Promise<Readable> {
    const entry = this.#entries.get(name);
    if (entry === undefined || entry.uncompressedSize > largest) {
      const problem =
        entry === undefined
          ? t`The package lacks “${name}”.`
          : t`The package has a “${name}” of ${entry.uncompressedSize} bytes.`;
      throw new UserError('damaged', {
        file: this.#path,
        problem,
        advice: t`Use the package named in the documentation.`,
      });
    }
    return this.#attempt(() => this.#zip.openReadStreamPromise(entry));
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof UserError) throw cause;
      throw new UserError('damaged', {
        file: this.#path,
        problem: t`The package cannot be unpacked: ${messageOf(cause).replace(/\.$/, '')}.`,
        advice: t`Check the free space on the disk, or download the package again.`,
        cause,
      });
    }
  }
}
