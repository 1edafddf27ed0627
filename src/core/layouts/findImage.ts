import { pathKey, type PathKey } from '../base/pathKey';
import { caseNames, splitPath } from './imageNames';
import type { FoundImage } from './layout';
import { isPlainFolder } from './maskFolders';

export interface FindOptions {
  /** Absolute path of the folder that the images lie in, where it is known. */
  readonly folder?: string;
  /** Whether an image may lie in another folder than a name states: a person has said so. */
  readonly anyFolder?: boolean;
}

/**
 * Finds images by the names that layouts and files of prompts give them: path, case name, file name, or file name without its
 * ending. However a name is written, `\` for `/`, percent-encoded, or in the spelling of another system (see {@link pathKey}),
 * it names the same image; the exact spelling is preferred. Every folder that a name states has to agree: `p2/s.png` is never
 * `p1/s.png`.
 */
export class ImageFinder {
  readonly #anyFolder: boolean;
  /** Folders above the images, the last one nearest. */
  readonly #above: readonly string[];
  readonly #paths: ReadonlySet<string>;
  readonly #byCase: ReadonlyMap<string, string>;
  readonly #byPath = new Map<PathKey, string[]>();
  readonly #byName = new Map<PathKey, string[]>();
  readonly #byStem = new Map<PathKey, string[]>();

  /** @param paths of the images, relative to their folder */
  constructor(paths: readonly string[], { folder = '', anyFolder = false }: FindOptions = {}) {
    this.#anyFolder = anyFolder;
    this.#above = partsOf(folder.replaceAll('\\', '/')).filter(isTelling);
    this.#paths = new Set(paths);
    this.#byCase = new Map([...caseNames(paths)].map(([path, name]) => [name, path]));
    for (const path of paths) {
      const { name, stem } = splitPath(path);
      add(this.#byPath, path, path);
      add(this.#byName, name, path);
      add(this.#byStem, stem, path);
    }
  }

  /** @returns the path, or how many images could be meant when it is not one */
  find({ name: wanted, isPath }: FoundImage['names'][number]): string | number {
    let most = 0;
    for (const spelling of spellings(wanted)) {
      const found = this.#find(spelling, isPath === true);
      if (typeof found === 'string') return found;
      most = Math.max(most, found);
    }
    return most;
  }

  /** Whether images have this file name, in whatever folders. */
  hasName(wanted: string): boolean {
    return spellings(wanted).some((spelling) => this.#named(spelling).length > 0);
  }

  #find(wanted: string, isPath: boolean): string | number {
    if (this.#paths.has(wanted)) return wanted;
    const spelled = this.#byPath.get(pathKey(wanted)) ?? [];
    if (spelled.length === 1) return spelled[0]!;
    if (isPath) return 0;
    const ofCase = this.#byCase.get(wanted) ?? this.#byCase.get(splitPath(wanted).stem);
    if (ofCase !== undefined && this.#agrees(ofCase, wanted)) return ofCase;
    const found = this.#named(wanted).filter((path) => this.#agrees(path, wanted));
    const { name, stem } = splitPath(wanted);
    const exact = found
      .map(splitPath)
      .flatMap((path, i) => (path.name === name || path.stem === stem ? found[i]! : []));
    const [only, ...others] = exact.length === 1 ? exact : found;
    return only !== undefined && others.length === 0 ? only : found.length;
  }

  #named(wanted: string): readonly string[] {
    const { name, stem } = splitPath(wanted);
    return this.#byName.get(pathKey(name)) ?? this.#byStem.get(pathKey(stem)) ?? [];
  }

  /** Whether the folders that a name states are those of an image; of another machine's path, the nearest alone can be. */
  #agrees(image: string, wanted: string): boolean {
    if (this.#anyFolder) return true;
    const stated = foldersOf(wanted);
    const inside = foldersOf(image);
    const own = [...this.#above, ...inside].reverse();
    const differs = stated
      .toReversed()
      .findIndex((part, i) => own[i] === undefined || pathKey(part) !== pathKey(own[i]));
    if (differs < 0) return true;
    return isAbsolute(wanted) && differs >= Math.max(1, inside.length);
  }
}

/** The folders that a path states, but for those that say no more than that there are images. */
function foldersOf(path: string): string[] {
  return partsOf(path).slice(0, -1).filter(isTelling);
}

function isTelling(folder: string): boolean {
  return !isPlainFolder(folder);
}

/** A name as it may be written, with `/` between folders. */
function spellings(name: string): string[] {
  const plain = name.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
  return [...new Set([plain, decoded(plain)])];
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => !/^(\.{0,2}|[A-Za-z]:)$/.test(part));
}

function isAbsolute(path: string): boolean {
  return /^(\/|[A-Za-z]:|file:)/.test(path);
}

function add(map: Map<PathKey, string[]>, name: string, path: string): void {
  const known = map.get(pathKey(name));
  if (known === undefined) map.set(pathKey(name), [path]);
  else known.push(path);
}
