import type { Slice } from '../../src/core/image/medicalImage';

const budget = 64 * 2 ** 20;

/** Slices of the image: fetched once each, the least recently used dropped when they take up more than 64 MiB. */
export class SliceSource<T extends Slice> {
  readonly #read: (index: number) => Promise<T>;
  readonly #slices = new Map<number, Promise<T>>();
  readonly #bytes = new Map<number, number>();

  constructor(read: (index: number) => Promise<T>) {
    this.#read = read;
  }

  get(index: number): Promise<T> {
    const known = this.#slices.get(index);
    this.#slices.delete(index);
    const slice = known ?? this.#fetch(index);
    this.#slices.set(index, slice);
    return slice;
  }

  async #fetch(index: number): Promise<T> {
    try {
      const slice = await this.#read(index);
      this.#bytes.set(index, slice.data.byteLength);
      this.#trim(index);
      return slice;
    } catch (error) {
      this.#slices.delete(index);
      throw error;
    }
  }

  #trim(keep: number): void {
    let total = 0;
    for (const bytes of this.#bytes.values()) total += bytes;
    for (const index of [...this.#slices.keys()]) {
      if (total <= budget) return;
      const bytes = this.#bytes.get(index);
      if (index === keep || bytes === undefined) continue;
      this.#slices.delete(index);
      this.#bytes.delete(index);
      total -= bytes;
    }
  }
}
