import { pathKey, type PathKey } from '../base/pathKey';
import { caseNames, splitPath } from './imageNames';
import type { FoundImage } from './layout';

/** Finds images by the names that layouts give them: path, case name, file name, or file name without its ending. */
export class ImageFinder {
  readonly #paths: ReadonlySet<string>;
  readonly #byCase: ReadonlyMap<string, string>;
  readonly #byPath = new Map<PathKey, string[]>();
  readonly #byName = new Map<PathKey, string[]>();
  readonly #byStem = new Map<PathKey, string[]>();

  constructor(paths: readonly string[]) {
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
    const { name, stem } = splitPath(wanted);
    if (this.#paths.has(wanted)) return wanted;
    // The name may come from a system that spells it in another way.
    const spelled = this.#byPath.get(pathKey(wanted)) ?? [];
    if (spelled.length === 1) return spelled[0]!;
    if (isPath) return 0;
    const known = this.#byCase.get(wanted) ?? this.#byCase.get(stem);
    if (known !== undefined) return known;
    const found = this.#byName.get(pathKey(name)) ?? this.#byStem.get(pathKey(stem)) ?? [];
    const exact = found.filter((path) => isSpelled(splitPath(path), { name, stem }));
    const [only, ...others] = exact.length === 1 ? exact : found;
    return only !== undefined && others.length === 0 ? only : found.length;
  }
}

function isSpelled(path: Pick<ReturnType<typeof splitPath>, 'name' | 'stem'>, as: typeof path): boolean {
  return path.name === as.name || path.stem === as.stem;
}

function add(map: Map<PathKey, string[]>, name: string, path: string): void {
  const known = map.get(pathKey(name));
  if (known === undefined) map.set(pathKey(name), [path]);
  else known.push(path);
}
