import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../core/base/error';
import type { Logger } from '../../core/base/logger';
import type { Edit } from '../../core/document/edit';
import { NewestWins } from '../../core/view/newestWins';
import { makeFolder, removeFile, writeFileAtomically } from '../../node/files/atomicWrite';
import { disk } from '../../node/files/disk';

/** Edits of an image that are not saved, oldest first. */
export interface Unsaved {
  readonly image: string;
  /** Stands for the masks on disk that the edits were made on. */
  readonly version: string;
  readonly edits: readonly Edit[];
}

const format = 'sam-unet-unsaved';

/**
 * Keeps unsaved edits on disk from the moment that they are made. VS Code asks for a backup only a second after an edit, or
 * later, and whatever ends the window before that would take the edits along.
 */
export class UnsavedEdits {
  readonly #folder: string;
  readonly #log: Pick<Logger, 'warn'>;
  readonly #writing = new Map<string, NewestWins<Unsaved>>();

  /** @param folder that is ours; made when there is something to keep */
  constructor(folder: string, log: Pick<Logger, 'warn'>) {
    this.#folder = folder;
    this.#log = log;
  }

  /** Keeps the unsaved edits of an image instead of those before; none removes what is kept. */
  keep(unsaved: Unsaved): void {
    const { image } = unsaved;
    let writing = this.#writing.get(image);
    if (writing === undefined) {
      writing = new NewestWins((newest) => this.#write(newest));
      this.#writing.set(image, writing);
    }
    writing.request(unsaved);
  }

  /** What was kept of an image; undefined where there is nothing, or nothing that can be read. */
  async read(image: string): Promise<Unsaved | undefined> {
    const unsaved = await readUnsaved(this.#fileOf(image));
    return unsaved?.image === image ? unsaved : undefined;
  }

  /** Images with unsaved edits. */
  async images(): Promise<string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const files = names.filter((name) => name.endsWith('.json')).map((name) => path.join(this.#folder, name));
    return (await Promise.all(files.map(readUnsaved))).flatMap((unsaved) =>
      unsaved === undefined ? [] : [unsaved.image],
    );
  }

  /** Keeps edits that do not fit their image any more apart. @returns the file that they are in */
  async setAside(image: string): Promise<string> {
    const file = `${this.#fileOf(image)}.old`;
    await disk().rename(this.#fileOf(image), file);
    return file;
  }

  async #write(unsaved: Unsaved): Promise<void> {
    const file = this.#fileOf(unsaved.image);
    try {
      if (unsaved.edits.length === 0) {
        await removeFile(file);
        return;
      }
      await makeFolder(this.#folder);
      await writeFileAtomically(file, JSON.stringify({ format, ...unsaved }));
    } catch (error) {
      this.#log.warn(`Unsaved edits are not kept: ${messageOf(error)}`);
    }
  }

  #fileOf(image: string): string {
    return path.join(this.#folder, `${createHash('sha256').update(image).digest('hex').slice(0, 32)}.json`);
  }
}

async function readUnsaved(file: string): Promise<Unsaved | undefined> {
  try {
    const kept = JSON.parse(await readFile(file, 'utf8')) as Partial<Unsaved> & { format?: unknown };
    const { image, version, edits } = kept;
    if (kept.format !== format || typeof image !== 'string' || typeof version !== 'string') return undefined;
    return Array.isArray(edits) ? { image, version, edits } : undefined;
  } catch {
    return undefined;
  }
}
