/** Serialises the work on each key; work on other keys runs in parallel. */
export class InTurn {
  readonly #last = new Map<string, Promise<unknown>>();

  /** @throws what `work` throws */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    }
  }
}
