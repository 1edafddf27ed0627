import { expect, it } from 'vitest';
import { LruMap } from '../../../src/core/base/lru';

it('LruMap forgets what was not used for longest', () => {
  const map = new LruMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  expect(map.get('a')).toBe(1);
  map.set('c', 3);
  expect(['a', 'b', 'c'].map((key) => map.get(key))).toEqual([1, undefined, 3]);
});

it('LruMap keeps within a budget of weights, and the newest entry always', () => {
  const map = new LruMap<string, string>(5, ({ length }) => length);
  const kept = () => ['a', 'b', 'c', 'd'].filter((key) => map.get(key) !== undefined);
  map.set('a', '12');
  map.set('b', '12');
  map.set('b', '123');
  expect(kept()).toEqual(['a', 'b']);
  map.set('c', '1234');
  expect(kept()).toEqual(['c']);
  map.set('d', '1234567');
  expect(kept()).toEqual(['d']);
  map.delete('d');
  map.set('a', '12');
  map.set('b', '123');
  expect(kept()).toEqual(['a', 'b']);
});
