import { stat } from 'node:fs/promises';
import path from 'node:path';
import { neverCancelled, throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import { imageOfSidecar } from '../../core/sidecar/names';
import { isSameImage, noHeader, noMasks, type DatasetImage } from '../../core/workspace/datasetImage';
import { isImageFile, isMask } from '../dataset/findImages';
import { isSkippedName, walkFolder } from '../dataset/walkFolder';
import { inBatches } from './inBatches';
import { readIndexCache, writeIndexCache, type Known } from './indexCache';
import { hasTellingHeader, readHeaderFacts, readMaskFacts } from './readFacts';

/** Files that are looked at at the same time. */
const width = 16;

const nothing: Known = {
  masks: { stamp: null, facts: noMasks },
  header: { stamp: null, facts: noHeader },
};

interface Entry {
  readonly image: DatasetImage;
  readonly known: Known;
}

export interface WorkspaceIndexOptions {
  /** Absolute paths of the workspace folders. */
  readonly roots: readonly string[];
  /** File that keeps what was read for the next time; it may be deleted at any time. */
  readonly cacheFile?: string;
  /** Called whenever an image has come, gone or changed. */
  readonly onChange?: () => void;
}

/**
 * The images of a workspace with what sidecars and headers say of them. The truth is the files; this is what was read of them
 * last.
 */
export class WorkspaceIndex {
  readonly #roots: readonly string[];
  readonly #cacheFile: string | undefined;
  readonly #onChange: () => void;
  readonly #entries = new Map<string, Entry>();
  readonly #checks = new Map<string, Promise<void>>();
  #cached: Promise<ReadonlyMap<string, Known>> | undefined;

  constructor({ roots, cacheFile, onChange = () => undefined }: WorkspaceIndexOptions) {
    this.#roots = roots;
    this.#cacheFile = cacheFile;
    this.#onChange = onChange;
  }

  get size(): number {
    return this.#entries.size;
  }

  *images(): Generator<DatasetImage> {
    for (const { image } of this.#entries.values()) yield image;
  }

  /** What is known of an image by its absolute path; it is read when it is not in the index. */
  async lookUp(file: string): Promise<DatasetImage | undefined> {
    const known = this.#entries.get(file);
    if (known !== undefined) return known.image;
    const place = this.#placeOf(file);
    if (place === undefined || isLeftOut(place.path)) return undefined;
    const masks = await readMaskFacts(file);
    return { ...place, ...masks.facts, ...noHeader };
  }

  /**
   * Walks through all folders: first the names, so that every image is there soon, then what sidecars and headers say, where
   * they are new.
   * @throws UserError `cancelled`, `unreadable` when a workspace folder cannot be read
   */
  async scan(token: CancellationToken = neverCancelled): Promise<void> {
    this.#cached ??= this.#cacheFile === undefined ? Promise.resolve(new Map()) : readIndexCache(this.#cacheFile);
    const cached = await this.#cached;
    const found = new Set<string>();
    const withMasks = new Set<string>();
    for (const root of this.#roots) {
      await inBatches(walkFolder(root), width, token, async ({ path: below, name }) => {
        const file = path.join(root, below);
        const image = imageOfSidecar(file);
        if (image !== undefined) withMasks.add(image);
        if (isMask(below)) return;
        const known = this.#entries.get(file)?.known ?? cached.get(file);
        if (known === undefined && !(await isImageFile(file, name))) return;
        found.add(file);
        this.#set(file, known ?? nothing);
      });
    }
    for (const file of this.#entries.keys()) if (!found.has(file)) this.#remove(file);
    const worthALook = [...found].filter(
      (file) => withMasks.has(file) || this.#isStamped(file) || hasTellingHeader(file),
    );
    await inBatches(worthALook, width, token, (file) => this.#check(file));
    await this.save();
  }

  /**
   * Looks at files and folders that have come, gone or changed.
   * @param files absolute paths
   */
  async update(files: readonly string[], token: CancellationToken = neverCancelled): Promise<void> {
    const images = new Set(files.map((file) => imageOfSidecar(file) ?? file));
    const gone = new Set<string>();
    await inBatches(images, width, token, async (file) => {
      const place = this.#placeOf(file);
      if (place === undefined || isLeftOut(place.path)) return;
      const found = await stat(file).catch(() => undefined);
      if (found === undefined) gone.add(file);
      else if (found.isDirectory()) await this.#addBelow(file, token);
      else if (found.isFile()) await this.#add(file);
    });
    this.#removeAll(gone);
  }

  /** Keeps what is known for the next time. A cache that cannot be written only costs time then. */
  async save(): Promise<void> {
    if (this.#cacheFile === undefined) return;
    const known = [...this.#entries].map(([file, entry]) => [file, entry.known] as const);
    await writeIndexCache(this.#cacheFile, known).catch(() => undefined);
  }

  async #add(file: string): Promise<void> {
    if (!this.#entries.has(file) && !(await isImageFile(file, path.basename(file)))) return;
    await this.#check(file);
  }

  async #addBelow(folder: string, token: CancellationToken): Promise<void> {
    for await (const { path: below } of walkFolder(folder)) {
      throwIfCancelled(token);
      const file = path.join(folder, below);
      const place = this.#placeOf(file);
      if (place !== undefined && !isMask(place.path)) await this.#add(file);
    }
  }

  /** Reads what is new of an image, after a reading that is under way. */
  async #check(file: string): Promise<void> {
    const before = this.#checks.get(file) ?? Promise.resolve();
    const check = before.then(async () => {
      const known = this.#entries.get(file)?.known ?? nothing;
      const masks = await readMaskFacts(file, known.masks);
      const header = hasTellingHeader(file) ? await readHeaderFacts(file, known.header) : known.header;
      this.#set(file, { masks, header });
    });
    this.#checks.set(file, check);
    try {
      await check;
    } finally {
      if (this.#checks.get(file) === check) this.#checks.delete(file);
    }
  }

  #set(file: string, known: Known): void {
    const place = this.#placeOf(file);
    if (place === undefined) return;
    const before = this.#entries.get(file)?.image;
    const image = { ...place, ...known.masks.facts, ...known.header.facts };
    this.#entries.set(file, { image, known });
    if (before === undefined || !isSameImage(before, image)) this.#onChange();
  }

  #remove(file: string): void {
    if (this.#entries.delete(file)) this.#onChange();
  }

  /** Forgets files, and all files in folders, that are gone. */
  #removeAll(gone: ReadonlySet<string>): void {
    const folders = new Set([...gone].filter((file) => !this.#entries.has(file)));
    for (const file of gone) this.#remove(file);
    if (folders.size === 0) return;
    for (const file of this.#entries.keys()) if (lineOf(file).some((folder) => folders.has(folder))) this.#remove(file);
  }

  #isStamped(file: string): boolean {
    return (this.#entries.get(file)?.known.masks.stamp ?? null) !== null;
  }

  /** Where in the workspace a file lies; undefined for one outside. */
  #placeOf(file: string): Pick<DatasetImage, 'root' | 'path'> | undefined {
    const root = this.#roots.find((folder) => file.startsWith(folder + path.sep));
    if (root === undefined) return undefined;
    return { root: withSlashes(root), path: withSlashes(file.slice(root.length + 1)) };
  }
}

function withSlashes(file: string): string {
  return file.split(path.sep).join('/');
}

function isLeftOut(below: string): boolean {
  return isMask(below) || below.split('/').some(isSkippedName);
}

/** The folders that a file lies in. */
function lineOf(file: string): string[] {
  const folders: string[] = [];
  for (let at = path.dirname(file); at !== path.dirname(at); at = path.dirname(at)) folders.push(at);
  return folders;
}
