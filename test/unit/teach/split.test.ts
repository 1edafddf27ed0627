import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/statistics/random';
import { fewExamples, folds } from '../../../src/core/teach/settings';
import { shuffled, split } from '../../../src/core/teach/split';

const groups = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 3, maxLength: 40 })
  .filter((names) => new Set(names).size > 1);

describe('a split', () => {
  it('never has a group on both sides, and leaves something on each', () => {
    fc.assert(
      fc.property(groups, fc.string(), (names, seed) => {
        for (const { train, test } of split(names, 0.25, seededRandom(seed))) {
          expect(train.length).toBeGreaterThan(0);
          expect(test.length).toBeGreaterThan(0);
          expect([...train, ...test].toSorted((a, b) => a - b)).toEqual(names.map((_, i) => i));
          const taught = new Set(train.map((i) => names[i]));
          expect(test.some((i) => taught.has(names[i]))).toBe(false);
        }
      }),
    );
  });

  it('holds out each of few examples once', () => {
    const names = Array.from({ length: fewExamples - 1 }, (_, i) => String(i));
    const parts = split(names, 0.25, seededRandom('x'));
    expect(parts).toHaveLength(folds);
    const held = parts.flatMap(({ test }) => test);
    expect(held.toSorted((a, b) => a - b)).toEqual(names.map((_, i) => i));
  });

  it('holds out a part of many examples', () => {
    const names = Array.from({ length: 40 }, (_, i) => String(i));
    const [part, ...more] = split(names, 0.25, seededRandom('x'));
    expect(more).toEqual([]);
    expect(part!.test).toHaveLength(10);
  });
});

describe('shuffling', () => {
  it('keeps all items, and depends on the seed alone', () => {
    const items = Array.from({ length: 30 }, (_, i) => i);
    const order = shuffled(items, seededRandom('a'));
    expect(order).toEqual(shuffled(items, seededRandom('a')));
    expect(order).not.toEqual(shuffled(items, seededRandom('b')));
    expect(order.toSorted((a, b) => a - b)).toEqual(items);
  });
});
