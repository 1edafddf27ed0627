import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { neverCancelled, throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import { pathKey, type NameRules, type PathKey } from '../../core/base/pathKey';
import { isSameImage, noHeader, noMasks, type DatasetImage } from '../../core/dataset/datasetImage';
import type { SeriesMode } from '../../core/formats/dicom/series/seriesMode';
import { mayBeDicom } from '../../core/formats/dicom/sniff';
import { imageOfMask, imageOfSidecar } from '../../core/sidecar/names';
import { systemRules } from '../files/fileKey';
import { isImageFile, isMask } from '../files/findImages';
import { isSkippedName, walkFolder } from '../files/walkFolder';
import { inBatches } from './inBatches';
import { readIndexCache, writeIndexCache, type IndexCache, type Known } from './indexCache';
import { InTurn } from './inTurn';
import { readHeaderFacts, readMaskFacts, stateOfFiles } from './readFacts';

/** Files that are examined at the same time. */
const width = 16;

const nothing: Known = { masks: { stamp: null, facts: noMasks }, header: noHeader };

interface Entry {
  readonly image: DatasetImage;
  readonly known: Known;
}

export interface ImageIndexOptions {
  /** Absolute paths of the workspace folders. */
  readonly roots: readonly string[];
  /** Whether the files of a DICOM series are one image; they are when left out. */
  readonly series?: SeriesMode;
  /** File that keeps what was read for the next time; it may be deleted at any time. */
  readonly cacheFile?: string;
  /** Which spellings name one file; those of this system when left out. */
  readonly rules?: NameRules;
  /** Called whenever an image was added, removed or changed; `before` is the object passed last. */
  readonly onChange?: (before: DatasetImage | undefined, after: DatasetImage | undefined) => void;
}

/**
 * The images of a dataset with what sidecars and headers say of them. The truth is the files; this is what was read of them
 * last.
 */
export class ImageIndex {
  readonly #roots: readonly string[];
  readonly #series: SeriesMode;
  readonly #cacheFile: string | undefined;
  readonly #onChange: NonNullable<ImageIndexOptions['onChange']>;
  readonly #rules: NameRules;
  /** By path, as the disk spells it. */
  readonly #entries = new Map<string, Entry>();
  /** How the disk spells the paths of the entries. */
  readonly #spellings = new Map<PathKey, string>();
  /** Names of files that may be DICOM, by folder. */
  readonly #dicom = new Map<string, Set<string>>();
  /** What stood for the DICOM files of a folder when their headers were read. */
  readonly #states = new Map<string, string>();
  readonly #inTurn = new InTurn();
  #cached: Promise<IndexCache> | undefined;

  constructor({
    roots,
    series = 'whole',
    cacheFile,
    rules = systemRules,
    onChange = () => undefined,
  }: ImageIndexOptions) {
    this.#roots = roots;
    this.#rules = rules;
    this.#series = series;
    this.#cacheFile = cacheFile;
    this.#onChange = onChange;
  }

  /** A series is one image; slices of it, segmentations and files without pixels are none. */
  *images(): Generator<DatasetImage> {
    for (const entry of this.#entries.values()) if (isImage(entry)) yield entry.image;
  }

  /** What is known of an image by its absolute path; it is read when it is not in the index. */
  async lookUp(file: string): Promise<DatasetImage | undefined> {
    const entry = this.#entries.get(this.#spelled(file));
    if (entry !== undefined) return entry.known.header === null ? undefined : entry.image;
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
    const cached = await this.#readCache();
    const found = new Set<string>();
    const masked = new Set<PathKey>();
    for (const root of this.#roots) {
      await inBatches(walkFolder(root), width, token, async ({ path: below, name }) => {
        const file = path.join(root, below);
        const image = imageOfSidecar(file) ?? imageOfMask(file);
        if (image !== undefined) masked.add(this.#key(image));
        if (isMask(below)) return;
        const known = this.#entries.get(file)?.known ?? cached.files.get(file);
        if (known === undefined && !(await isImageFile(file, name))) return;
        found.add(file);
        this.#set(file, known ?? nothing);
      });
    }
    for (const file of this.#entries.keys()) if (!found.has(file)) this.#remove(file);
    const outdated = new Set<string>();
    const worthALook = [...found].filter((file) => masked.has(this.#key(file)) || this.#isStamped(file));
    await inBatches(worthALook, width, token, async (file) => {
      const isSlice = this.#entries.get(file)?.known.header === null;
      if ((await this.#checkMasks(file)) || isSlice) outdated.add(path.dirname(file));
    });
    await inBatches(this.#dicom.keys(), 1, token, (folder) => this.#sort(folder, outdated.has(folder), token));
    await this.save();
  }

  /**
   * Examines files and folders that were added, removed or changed.
   * @param files absolute paths
   */
  async update(files: readonly string[], token: CancellationToken = neverCancelled): Promise<void> {
    const changed = new Set(files.map((file) => this.#spelled(file)));
    const mapped = new Set(files.flatMap((file) => imageOfMask(file) ?? []).map((image) => this.#spelled(image)));
    const gone = new Set<string>();
    /** Folders whose DICOM files may make other images now, and whether that is sure. */
    const unsorted = new Map<string, boolean>();
    const look = async (file: string): Promise<void> => {
      if (!this.#entries.has(file)) {
        if (!(await isImageFile(file, path.basename(file)))) return;
        this.#set(file, nothing);
      }
      const isLeftAlone = mapped.has(file) && !this.#isStamped(file) && mayBeDicom(path.basename(file));
      const isOutdated = (await this.#checkMasks(file)) || isLeftAlone;
      const folder = path.dirname(file);
      if (isOutdated || (changed.has(file) && mayBeDicom(path.basename(file)))) {
        unsorted.set(folder, isOutdated || unsorted.get(folder) === true);
      }
    };
    await inBatches(
      new Set(files.map((file) => this.#spelled(imageOfSidecar(file) ?? imageOfMask(file) ?? file))),
      width,
      token,
      async (file) => {
        const place = this.#placeOf(file);
        if (place === undefined || isLeftOut(place.path)) return;
        const found = await stat(file).catch(() => undefined);
        if (found === undefined) gone.add(file);
        else if (found.isDirectory()) {
          for (const below of await this.#imagesBelow(file, token)) {
            changed.add(below);
            await look(below);
          }
        } else if (found.isFile()) await look(await this.#onDisk(file));
      },
    );
    for (const folder of this.#removeAll(gone)) unsorted.set(folder, true);
    await inBatches(unsorted, 1, token, ([folder, isSure]) => this.#sort(folder, isSure, token));
  }

  /** Keeps what is known for the next time. A cache that cannot be written only costs time then. */
  async save(): Promise<void> {
    if (this.#cacheFile === undefined) return;
    const files = new Map<string, Known>();
    for (const [file, { known }] of this.#entries) {
      if (known.masks.stamp !== null || known.header !== noHeader) files.set(file, known);
    }
    await writeIndexCache(this.#cacheFile, { files, folders: this.#states }).catch(() => undefined);
  }

  async #readCache(): Promise<IndexCache> {
    this.#cached ??= readIndexCache(this.#cacheFile ?? '').then((cache) => {
      for (const [folder, state] of cache.folders) this.#states.set(folder, state);
      return cache;
    });
    return this.#cached;
  }

  async #imagesBelow(folder: string, token: CancellationToken): Promise<string[]> {
    const files: string[] = [];
    for await (const { path: below } of walkFolder(folder)) {
      throwIfCancelled(token);
      const file = path.join(folder, below);
      const place = this.#placeOf(file);
      if (place !== undefined && !isMask(place.path)) files.push(file);
    }
    return files;
  }

  /**
   * Reads what is new of an image's masks, after a reading that is under way.
   * @returns whether a DICOM file may belong to another image now
   */
  async #checkMasks(file: string): Promise<boolean> {
    return this.#inTurn.run(file, async () => {
      const { header, masks: before } = this.#entries.get(file)?.known ?? nothing;
      const masks = await readMaskFacts(file, before);
      if (!this.#entries.has(file)) return false;
      this.#set(file, { masks, header });
      if (!mayBeDicom(path.basename(file))) return false;
      const [isMasked, wasMasked] = [masks.stamp !== null, before.stamp !== null];
      const isOfSeries = masks.facts.ofSeries === true;
      if (header === null) return isMasked;
      return header.slices === undefined ? isOfSeries || (wasMasked && !isMasked) : isMasked && !isOfSeries;
    });
  }

  /**
   * Reads what headers say of the DICOM files in a folder, where they are others than before.
   * @param isSure whether they are to be read in any case
   */
  async #sort(folder: string, isSure: boolean, token: CancellationToken): Promise<void> {
    return this.#inTurn.run(folder, async () => {
      const names = [...(this.#dicom.get(folder) ?? [])];
      const state = await stateOfFiles(folder, names, this.#series);
      if (!isSure && this.#states.get(folder) === state) return;
      for (const [name, header] of await readHeaderFacts(folder, names, this.#series, token)) {
        const file = path.join(folder, name);
        const known = this.#entries.get(file)?.known;
        if (known !== undefined) this.#set(file, { masks: known.masks, header });
      }
      this.#states.set(folder, state);
    });
  }

  #set(file: string, known: Known): void {
    const place = this.#placeOf(file);
    if (place === undefined) return;
    const [folder, name] = [path.dirname(file), path.basename(file)];
    if (mayBeDicom(name)) this.#dicom.set(folder, (this.#dicom.get(folder) ?? new Set()).add(name));
    const spelled = this.#spelled(file);
    if (spelled !== file) this.#remove(spelled);
    this.#spellings.set(this.#key(file), file);
    const before = this.#entries.get(file);
    const image = { ...noHeader, ...place, ...known.masks.facts, ...known.header };
    const isSame = before !== undefined && isSameImage(before.image, image);
    const after = { image: isSame ? before.image : image, known };
    this.#entries.set(file, after);
    if (!isSame || isImage(before) !== isImage(after)) this.#tell(before, after);
  }

  #remove(file: string): void {
    const before = this.#entries.get(file);
    if (before === undefined) return;
    this.#entries.delete(file);
    this.#spellings.delete(this.#key(file));
    const folder = path.dirname(file);
    const names = this.#dicom.get(folder);
    names?.delete(path.basename(file));
    if (names?.size === 0) {
      this.#dicom.delete(folder);
      this.#states.delete(folder);
    }
    this.#tell(before, undefined);
  }

  #tell(before: Entry | undefined, after: Entry | undefined): void {
    const [was, is] = [before, after].map((entry) => (isImage(entry) ? entry.image : undefined));
    if (was !== undefined || is !== undefined) this.#onChange(was, is);
  }

  /** Forgets files, and all files in folders, that are gone. @returns folders with other DICOM files than before */
  #removeAll(gone: ReadonlySet<string>): ReadonlySet<string> {
    const folders = new Set([...gone].filter((file) => !this.#entries.has(file)).map((file) => this.#key(file)));
    const isGone = (file: string): boolean =>
      gone.has(file) || lineOf(file).some((folder) => folders.has(this.#key(folder)));
    const removed = folders.size === 0 ? [...gone] : [...this.#entries.keys()].filter(isGone);
    for (const file of removed) this.#remove(file);
    return new Set(removed.map((file) => path.dirname(file)).filter((folder) => this.#dicom.has(folder)));
  }

  #isStamped(file: string): boolean {
    return (this.#entries.get(file)?.known.masks.stamp ?? null) !== null;
  }

  /** Where in the workspace a file lies; undefined for one outside. */
  #placeOf(file: string): Pick<DatasetImage, 'root' | 'path'> | undefined {
    const root = this.#roots.find((folder) => this.#key(file).startsWith(this.#key(withEnd(folder))));
    if (root === undefined) return undefined;
    // Spellings of the root may differ in their length, not in the number of folders.
    const below = file.split(path.sep).slice(withEnd(root).split(path.sep).length - 1);
    return { root: withSlashes(root), path: below.join('/') };
  }

  #key(file: string): PathKey {
    return pathKey(file, this.#rules);
  }

  /** How the disk spells the path of a file that is in the index; others stay as they are. */
  #spelled(file: string): string {
    return this.#spellings.get(this.#key(file)) ?? file;
  }

  /** The same for a file that may be new, of whose name a watcher may have another spelling. */
  async #onDisk(file: string): Promise<string> {
    const isOfDisk = !this.#rules.foldsCase && !this.#rules.foldsForm;
    if (isOfDisk || this.#entries.has(file)) return file;
    const names = await readdir(path.dirname(file)).catch(() => []);
    const name = names.find((each) => this.#key(each) === this.#key(path.basename(file)));
    return name === undefined ? file : path.join(path.dirname(file), name);
  }
}

function isImage(entry: Entry | undefined): entry is Entry {
  return entry !== undefined && entry.known.header !== null;
}

/** A folder with a separator at its end, which the root of a drive has anyway. */
function withEnd(folder: string): string {
  return folder.endsWith(path.sep) ? folder : folder + path.sep;
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
