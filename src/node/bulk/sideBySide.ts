export interface SideBySideOptions<T> {
  /** Greatest number of items that are worked on at once. */
  readonly width: number;
  /** Greatest weight of all items that are worked on at once; a heavier one is worked on alone. */
  readonly budget: number;
  readonly weigh: (item: T) => Promise<number>;
  /** No further item is begun once this is true. */
  readonly isStopped: () => boolean;
}

/**
 * Works on items in their order, several at once, so that the slowest step of each always has something to do.
 * @param work handles its own failures: it must not reject
 */
export async function workSideBySide<T>(
  items: readonly T[],
  { width, budget, weigh, isStopped }: SideBySideOptions<T>,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const running = new Map<Promise<void>, number>();
  const weightOfAll = (): number => [...running.values()].reduce((sum, weight) => sum + weight, 0);
  for (const [index, item] of items.entries()) {
    const weight = await weigh(item);
    while (running.size >= width || (running.size > 0 && weightOfAll() + weight > budget)) {
      await Promise.race(running.keys());
    }
    if (isStopped()) break;
    const done: Promise<void> = work(item, index).then(() => {
      running.delete(done);
    });
    running.set(done, weight);
  }
  await Promise.all(running.keys());
}
