import { expect, test } from 'vitest';
import type { ViewObject } from '../../../src/core/protocol/viewApi';
import { ShapeCache } from '../../../webview/store/objects';

function object(id: string, slice: number, counts: readonly number[]): ViewObject {
  return { id, label: id, color: '#e69f00', slice, prompt: { points: [] }, mask: { size: [2, 2], counts } };
}

test('shows the objects of one slice', () => {
  const shown = new ShapeCache().show([object('a', 0, [0, 4]), object('b', 1, [0, 4])], 1);
  expect(shown.map(({ id, mask }) => [id, mask.area])).toEqual([['b', 4]]);
});

test('a mask that arrives again keeps its shape, a changed one gets a new one', () => {
  const cache = new ShapeCache();
  const [first] = cache.show([object('a', 0, [0, 4])], 0);
  const [same] = cache.show([object('a', 0, [0, 4])], 0);
  const [changed] = cache.show([object('a', 0, [1, 3])], 0);
  expect(same?.rings).toBe(first?.rings);
  expect(changed?.mask.area).toBe(3);
});
