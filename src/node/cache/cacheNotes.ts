import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeFileAtomically } from '../files/atomicWrite';
import { cachePath } from '../storage';
import { makeFolders } from '../files/makeFolders';

/** What was found out under circumstances, kept from one start to the next: a JSON file for each set of circumstances. */
export class CacheNotes {
  readonly #folder: string;

  /** @param folder its name below the caches */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The note; undefined where none can be read. Its form is not checked here. */
  async recall(circumstances: readonly unknown[]): Promise<unknown> {
    try {
      return JSON.parse(await readFile(this.#file(circumstances), 'utf8')) as unknown;
    } catch {
      return undefined;
    }
  }

  /** Writes the note. Where nothing can be written it is found out again next time, which costs only time. */
  async remember(circumstances: readonly unknown[], note: unknown): Promise<void> {
    const file = this.#file(circumstances);
    try {
      await makeFolders(path.dirname(file));
      await writeFileAtomically(file, `${JSON.stringify(note)}\n`);
    } catch {
      return;
    }
  }

  /** Removes all notes. */
  async forget(): Promise<void> {
    await rm(cachePath(this.#folder), { recursive: true, force: true }).catch(() => undefined);
  }

  #file(circumstances: readonly unknown[]): string {
    const name = createHash('sha256').update(JSON.stringify(circumstances)).digest('hex');
    return cachePath(this.#folder, `${name}.json`);
  }
}
