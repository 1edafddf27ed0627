import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { workSideBySide } from '../../../src/node/bulk/sideBySide';

/** Works on items of these weights, each for as many milliseconds as `times` says, and watches. */
async function watch(
  weights: readonly number[],
  times: readonly number[],
  { width, budget, stopAt = Infinity }: { width: number; budget: number; stopAt?: number },
) {
  const begun: number[] = [];
  const running = new Set<number>();
  let widest = 0;
  const heavy: number[][] = [];
  await workSideBySide(
    weights,
    { width, budget, weigh: (weight) => Promise.resolve(weight), isStopped: () => begun.length >= stopAt },
    async (_, index) => {
      begun.push(index);
      running.add(index);
      widest = Math.max(widest, running.size);
      if (running.size > 1 && [...running].reduce((sum, at) => sum + weights[at]!, 0) > budget)
        heavy.push([...running]);
      await delay(times[index % times.length]);
      running.delete(index);
    },
  );
  return { begun, left: running.size, widest, heavy };
}

it('begins in order, never too many nor too heavy at once, and waits for all', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(20), { maxLength: 12 }),
      fc.array(fc.nat(3), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (weights, times, width) => {
        const { begun, left, widest, heavy } = await watch(weights, times, { width, budget: 15 });
        expect(begun).toEqual(weights.map((_, index) => index));
        expect(left).toBe(0);
        expect(widest).toBeLessThanOrEqual(width);
        expect(heavy).toEqual([]);
      },
    ),
    { numRuns: 50 },
  ));

it('works on several at once', async () => {
  expect((await watch([1, 1, 1, 1, 1, 1], [20], { width: 3, budget: 100 })).widest).toBe(3);
});

it('begins nothing more once it is stopped, and waits for what has started', async () => {
  const { begun, left } = await watch([1, 1, 1, 1, 1, 1], [10], { width: 2, budget: 100, stopAt: 3 });
  expect(begun).toEqual([0, 1, 2]);
  expect(left).toBe(0);
});
