import fc from 'fast-check';
import { expect, it } from 'vitest';
import { smallest } from '../../../src/core/dataset/smallest';

const ascending = (a: number, b: number): number => a - b;

it('gives what sorting gives', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.nat(40), (items, count) => {
      const before = [...items];
      expect(smallest(items, count, ascending)).toEqual(items.toSorted(ascending).slice(0, count));
      expect(items).toEqual(before);
    }),
  );
});
