/** A list of whole numbers from 0 to 2³² − 1 that grows: an array of numbers takes several times the memory and time. */
export class GrowingList {
  #items = new Uint32Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(item: number): void {
    if (this.#length === this.#items.length) {
      const larger = new Uint32Array(2 * this.#length);
      larger.set(this.#items);
      this.#items = larger;
    }
    this.#items[this.#length++] = item;
  }

  /** Removes the last item. @returns it; undefined for an empty list */
  pop(): number | undefined {
    return this.#length === 0 ? undefined : this.#items[--this.#length];
  }

  at(place: number): number {
    return this.#items[place]!;
  }

  /** The items from one place to before another; not a copy. */
  part(start: number, end = this.#length): Uint32Array {
    return this.#items.subarray(start, end);
  }
}
