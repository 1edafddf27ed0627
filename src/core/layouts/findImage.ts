import { caseNames, splitPath } from './imageNames';
import type { FoundImage } from './layout';

/** Finds images by the names that layouts give them: path, case name, file name, or file name without its ending. */
export class ImageFinder {
  readonly #paths: ReadonlySet<string>;
  readonly #byCase: ReadonlyMap<string, string>;
  readonly #byName = new Map<string, string[]>();
  readonly #byStem = new Map<string, string[]>();

  constructor(paths: readonly string[]) {
    this.#paths = new Set(paths);
    this.#byCase = new Map([...caseNames(paths)].map(([path, name]) => [name, path]));
    for (const path of paths) {
      const { name, stem } = splitPath(path);
      add(this.#byName, name, path);
      add(this.#byStem, stem, path);
    }
  }

  /** @returns the path, or how many images could be meant when it is not one */
  find({ name: wanted, isPath }: FoundImage['names'][number]): string | number {
    const { name, stem } = splitPath(wanted);
    if (this.#paths.has(wanted)) return wanted;
    if (isPath) return 0;
    const known = this.#byCase.get(wanted) ?? this.#byCase.get(stem);
    if (known !== undefined) return known;
    const found = this.#byName.get(name) ?? this.#byStem.get(stem) ?? [];
    return found.length === 1 ? found[0]! : found.length;
  }
}

function add(map: Map<string, string[]>, key: string, path: string): void {
  map.set(key, [...(map.get(key) ?? []), path]);
}
