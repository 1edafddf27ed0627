import { expect, it } from 'vitest';
import { neverCancelled } from '../../../src/core/base/cancellation';
import { inBatches } from '../../../src/node/dataset/inBatches';

const items = Array.from({ length: 1200 }, (_, at) => at);

it('works on everything, so many at a time, and lets others in between', async () => {
  let running = 0;
  let most = 0;
  let turns = 0;
  const others = setInterval(() => turns++, 0);
  const seen = new Set<number>();
  await inBatches(items, 5, neverCancelled, async (item) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    seen.add(item);
    running--;
  });
  clearInterval(others);
  expect(seen.size).toBe(items.length);
  expect(most).toBe(5);
  expect(turns).toBeGreaterThan(0);
});

it('stops when it is cancelled or something fails, and waits for what is under way', async () => {
  const token = { isCancellationRequested: false, onCancellationRequested: neverCancelled.onCancellationRequested };
  let running = 0;
  let count = 0;
  const work = async (item: number): Promise<void> => {
    running++;
    count++;
    await new Promise((resolve) => setImmediate(resolve));
    running--;
    if (item === 20) token.isCancellationRequested = true;
    if (item === 30) throw new Error('thirty');
  };
  await expect(inBatches(items, 4, token, work)).rejects.toMatchObject({ code: 'cancelled' });
  expect([running, count < 40]).toEqual([0, true]);
  await expect(inBatches(items.slice(25), 4, neverCancelled, work)).rejects.toThrow('thirty');
  expect(running).toBe(0);
});
