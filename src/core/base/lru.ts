/**
 * A map that forgets the least recently used entries while all together weigh more than its budget. The newest entry stays
 * even when it alone weighs more: it was added to be used.
 */
export class LruMap<K, V> {
  readonly #entries = new Map<K, { readonly value: V; readonly weight: number }>();
  readonly #budget: number;
  readonly #weigh: (value: V) => number;
  #weight = 0;

  /**
   * @param budget greatest weight of all entries
   * @param weigh weight of an entry, in the budget's unit such as bytes; by default entries are counted
   */
  constructor(budget: number, weigh: (value: V) => number = () => 1) {
    this.#budget = budget;
    this.#weigh = weigh;
  }

  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: K, value: V): void {
    this.delete(key);
    const weight = this.#weigh(value);
    this.#entries.set(key, { value, weight });
    this.#weight += weight;
    for (const oldest of this.#entries.keys()) {
      if (this.#weight <= this.#budget || oldest === key) break;
      this.delete(oldest);
    }
  }

  delete(key: K): void {
    this.#weight -= this.#entries.get(key)?.weight ?? 0;
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
    this.#weight = 0;
  }
}
