import { expect, test } from 'vitest';
import type { ViewObject } from '../../../src/core/protocol/viewDocument';
import { ShapeCache } from '../../../webview/store/objects';

function object(id: string, slice: number, counts: readonly number[]): ViewObject {
  return { id, label: id, color: '#e69f00', slice, prompt: { points: [] }, mask: { size: [2, 2], counts } };
}

test('shows the objects of one slice', () => {
  const shown = new ShapeCache().show([object('a', 0, [0, 4]), object('b', 1, [0, 4])], { slice: 1, volume: 0 });
  expect(shown.map(({ id, mask }) => [id, mask.area])).toEqual([['b', 4]]);
});

test('shows the objects of one volume', () => {
  const objects = [object('a', 1, [0, 4]), { ...object('b', 1, [0, 4]), volume: 2 }];
  const cache = new ShapeCache();
  expect(cache.show(objects, { slice: 1, volume: 2 }).map(({ id }) => id)).toEqual(['b']);
  expect(cache.show(objects, { slice: 1, volume: 0 }).map(({ id }) => id)).toEqual(['a']);
  expect(cache.show(objects, { slice: 1, volume: 1 })).toEqual([]);
});

test('a mask that arrives again keeps its shape, a changed one gets a new one', () => {
  const cache = new ShapeCache();
  const [first] = cache.show([object('a', 0, [0, 4])], { slice: 0, volume: 0 });
  const [same] = cache.show([object('a', 0, [0, 4])], { slice: 0, volume: 0 });
  const [changed] = cache.show([object('a', 0, [1, 3])], { slice: 0, volume: 0 });
  expect(same?.rings).toBe(first?.rings);
  expect(changed?.mask.area).toBe(3);
});
