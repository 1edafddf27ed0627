import { expect, it } from 'vitest';
import { isInGroup, parseGroup } from '../../../src/core/evaluation/setGroup';

it('is a name and a pattern', () => {
  expect(parseGroup('Without vessels = -*vessel*')).toEqual({ name: 'Without vessels', pattern: '-*vessel*' });
  expect(parseGroup('a=b=c')).toEqual({ name: 'a', pattern: 'b=c' });
  for (const text of ['', 'vessels', '=a', 'a=', 'a= , -']) expect(parseGroup(text), text).toBeUndefined();
});

it.each([
  ['*', ['heart', 'lung', 'fundus_vessel']],
  ['*vessel*', ['fundus_vessel']],
  ['-*vessel*', ['heart', 'lung']],
  ['heart,lung,-lung', ['heart']],
  ['kidney', []],
])('has the sets that fit %s', (pattern, expected) => {
  const sets = ['heart', 'lung', 'fundus_vessel'];
  expect(sets.filter((set) => isInGroup(set, { name: 'group', pattern }))).toEqual(expected);
});
