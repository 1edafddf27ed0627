import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sortInTurns } from '../../../src/node/files/sortInTurns';
import { comparePaths } from '../../../src/node/files/walkFolder';

it('sorts as toSorted does, equals in their order', async () => {
  const items = fc.array(fc.record({ key: fc.nat({ max: 9 }), at: fc.nat() }), { size: 'large' });
  await fc.assert(
    fc.asyncProperty(items, async (all) => {
      const compare = (a: { key: number }, b: { key: number }): number => a.key - b.key;
      expect(await sortInTurns(all, compare)).toEqual(all.toSorted(compare));
    }),
    { numRuns: 20 },
  );
  const paths = Array.from({ length: 20_000 }, (_, i) => `${String((i * 7919) % 20_000)}/a ${String(i % 7)}.png`);
  expect(await sortInTurns(paths, comparePaths)).toEqual(paths.toSorted(comparePaths));
});

it('makes few comparisons between two turns of the thread', async () => {
  let comparisons = 0;
  let most = 0;
  let isDone = false;
  const watch = async (): Promise<void> => {
    for (let before = 0; !isDone; before = comparisons) {
      await setImmediate();
      most = Math.max(most, comparisons - before);
    }
  };
  const sorting = sortInTurns(
    Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 100_000),
    (a, b) => {
      comparisons++;
      return a - b;
    },
  );
  await Promise.all([watch(), sorting.then(() => (isDone = true))]);
  expect(comparisons).toBeGreaterThan(1_000_000);
  // One run of 4096 is sorted at a time.
  expect(most).toBeLessThan(4096 * 13 * 2);
});
