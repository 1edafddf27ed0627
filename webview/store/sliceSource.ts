import type { Slice } from '../../src/core/image/slice';

const budget = 64 * 2 ** 20;

/** A slice, or a plane across the slices, of a volume. */
interface At {
  readonly volume: number;
}

/** Slices of the image: fetched once each, the least recently used dropped when they take up more than 64 MiB. */
export class SliceSource<P extends At, T extends Slice> {
  readonly #read: (at: P) => Promise<T>;
  readonly #slices = new Map<string, Promise<T>>();
  readonly #bytes = new Map<string, number>();

  constructor(read: (at: P) => Promise<T>) {
    this.#read = read;
  }

  get(at: P): Promise<T> {
    const key = JSON.stringify(at);
    const known = this.#slices.get(key);
    this.#slices.delete(key);
    const slice = known ?? this.#fetch(at, key);
    this.#slices.set(key, slice);
    return slice;
  }

  /** Holds a slice that came without being asked for. */
  put(at: P, slice: T): void {
    const key = JSON.stringify(at);
    this.#slices.set(key, Promise.resolve(slice));
    this.#count(key, slice);
  }

  async #fetch(at: P, key: string): Promise<T> {
    try {
      const slice = await this.#read(at);
      this.#count(key, slice);
      return slice;
    } catch (error) {
      this.#slices.delete(key);
      throw error;
    }
  }

  #count(key: string, { data }: T): void {
    this.#bytes.set(key, data.byteLength);
    this.#trim(key);
  }

  #trim(keep: string): void {
    let total = 0;
    for (const bytes of this.#bytes.values()) total += bytes;
    for (const key of [...this.#slices.keys()]) {
      if (total <= budget) return;
      const bytes = this.#bytes.get(key);
      if (key === keep || bytes === undefined) continue;
      this.#slices.delete(key);
      this.#bytes.delete(key);
      total -= bytes;
    }
  }
}
