import { closeSync, constants, open, readlinkSync } from 'node:fs';
import { promisify } from 'node:util';

/** `O_PATH` of Linux, which Node does not name: a folder may be reached that may not be listed. */
const onlyReached = 0o10000000;
const openFolder = promisify(open);
/** Folders that are kept open for one piece of work; a run over many has one of its own for each image. */
const most = 8;

/** A folder by its handle, wherever it is moved to meanwhile. */
interface OpenFolder {
  readonly handle: number;
  /** Where it lay, without links; undefined where the system does not say. */
  readonly place: string | undefined;
  users: number;
  /** Whether it stays open while nobody uses it. */
  isKept: boolean;
}

/**
 * Folders that a piece of work has open on Linux. Opening one takes a tenth of a millisecond, and a save makes a dozen calls in the
 * same one. Nothing done with a handle here waits for a disk but opening.
 */
export class OpenFolders {
  readonly #kept = new Map<string, OpenFolder>();
  #hasEnded = false;

  /**
   * Does something with a folder.
   * @param work gets where the folder lies, undefined where the system does not say, and a path that leads there whatever
   *   happens to its name
   * @throws what the system says when the folder cannot be reached
   */
  async use<T>(folder: string, work: (place: string | undefined, here: string) => Promise<T>): Promise<T> {
    const found = this.#find(folder) ?? (await this.#open(folder));
    found.users++;
    try {
      return await work(found.place, pathOf(found.handle));
    } finally {
      found.users--;
      closeUnused(found);
    }
  }

  /** Closes what nobody uses now, and from here on each folder after its use. */
  end(): this {
    this.#hasEnded = true;
    for (const folder of [...this.#kept.keys()]) this.#forget(folder);
    return this;
  }

  /** The folder, where it is open and lies where it lay. */
  #find(folder: string): OpenFolder | undefined {
    const known = this.#kept.get(folder);
    if (known === undefined || placeOf(known.handle) === known.place) return known;
    this.#forget(folder);
    return undefined;
  }

  async #open(folder: string): Promise<OpenFolder> {
    const handle = await openFolder(folder, onlyReached | constants.O_DIRECTORY);
    const place = placeOf(handle);
    const isKept = !this.#hasEnded && place !== undefined && this.#kept.size < most && !this.#kept.has(folder);
    const opened: OpenFolder = { handle, place, users: 0, isKept };
    if (isKept) this.#kept.set(folder, opened);
    return opened;
  }

  #forget(folder: string): void {
    const known = this.#kept.get(folder);
    this.#kept.delete(folder);
    if (known === undefined) return;
    known.isKept = false;
    closeUnused(known);
  }
}

function closeUnused({ handle, users, isKept }: OpenFolder): void {
  if (users === 0 && !isKept) closeSync(handle);
}

function pathOf(handle: number): string {
  return `/proc/self/fd/${handle}`;
}

function placeOf(handle: number): string | undefined {
  try {
    return readlinkSync(pathOf(handle));
  } catch {
    // Some containers have no such folder.
    return undefined;
  }
}
