import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../core/base/error';
import type { Logger } from '../../core/base/logger';
import { NewestWins } from '../../core/view/newestWins';
import { makeFolder, removeFile, writeFileAtomically } from '../../node/files/atomicWrite';
import { disk } from '../../node/files/disk';

interface Options<T> {
  /** That is ours; made when there is something to keep. */
  readonly folder: string;
  /** What files say that they are. */
  readonly format: string;
  /** What was kept, of what was read; undefined for anything else. */
  readonly parse: (read: unknown) => T | undefined;
  readonly log: Pick<Logger, 'warn'>;
}

/** Keeps something of each image on disk from the moment that it is there, whatever ends the window. */
export class KeptByImage<T extends { readonly image: string }> {
  readonly #options: Options<T>;
  readonly #writing = new Map<string, NewestWins<T | undefined>>();

  constructor(options: Options<T>) {
    this.#options = options;
  }

  /** Keeps this of an image instead of what was kept before; undefined removes it. */
  keep(image: string, kept: T | undefined): void {
    let writing = this.#writing.get(image);
    if (writing === undefined) {
      writing = new NewestWins((newest) => this.#write(image, newest));
      this.#writing.set(image, writing);
    }
    writing.request(kept);
  }

  /** What was kept of an image; undefined where there is nothing, or nothing that can be read. */
  async read(image: string): Promise<T | undefined> {
    const kept = await this.#readFile(this.#fileOf(image));
    return kept?.image === image ? kept : undefined;
  }

  /** What was kept of all images. */
  async all(): Promise<T[]> {
    const { folder } = this.#options;
    const names = await readdir(folder).catch(() => []);
    const files = names.filter((name) => name.endsWith('.json')).map((name) => path.join(folder, name));
    const kept = await Promise.all(files.map((file) => this.#readFile(file)));
    return kept.filter((each) => each !== undefined);
  }

  /** Keeps what does not fit its image any more apart. @returns the file that it is in */
  async setAside(image: string): Promise<string> {
    const file = `${this.#fileOf(image)}.old`;
    await disk().rename(this.#fileOf(image), file);
    return file;
  }

  async #write(image: string, kept: T | undefined): Promise<void> {
    const { folder, format, log } = this.#options;
    const file = this.#fileOf(image);
    try {
      if (kept === undefined) {
        await removeFile(file);
        return;
      }
      await makeFolder(folder);
      await writeFileAtomically(file, JSON.stringify({ format, ...kept }));
    } catch (error) {
      log.warn(`What is not saved of an image is not kept: ${messageOf(error)}`);
    }
  }

  async #readFile(file: string): Promise<T | undefined> {
    const { format, parse } = this.#options;
    try {
      const { format: found, ...kept } = JSON.parse(await readFile(file, 'utf8')) as Partial<T> & { format?: unknown };
      return found === format ? parse(kept) : undefined;
    } catch {
      return undefined;
    }
  }

  #fileOf(image: string): string {
    const name = createHash('sha256').update(image).digest('hex').slice(0, 32);
    return path.join(this.#options.folder, `${name}.json`);
  }
}
