import { throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';

/**
 * Works on items as they come, at most `width` at a time, and lets other work of the thread in between.
 * @throws UserError `cancelled`; and what `work` throws, once nothing is under way any more
 */
export async function inBatches<T>(
  items: Iterable<T> | AsyncIterable<T>,
  width: number,
  token: CancellationToken,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  let count = 0;
  try {
    for await (const item of items) {
      throwIfCancelled(token);
      const task = work(item).finally(() => running.delete(task));
      running.add(task);
      // A failure is thrown below; until then it has no handler.
      task.catch(() => undefined);
      if (running.size >= width) await Promise.race(running);
      if (++count % breath === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(running);
  } finally {
    await Promise.allSettled(running);
  }
}

/** Items after which the thread may do something else. */
const breath = 500;
