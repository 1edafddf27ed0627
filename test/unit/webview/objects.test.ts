import { expect, test } from 'vitest';
import type { ViewObject } from '../../../src/core/protocol/viewDocument';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import { Mask } from '../../../src/core/mask/mask';
import { drawableOf, ObjectIndex, shapeOf } from '../../../webview/store/objects';
import { ShapeCache } from '../../../webview/store/shapeCache';
import { jitter } from '../../support/hand/jitter';
import { rectMask } from '../../support/sidecars';

function object(id: string, slice: number, counts: readonly number[]): ViewObject {
  return { id, label: id, color: '#e69f00', slice, prompt: { points: [] }, mask: { size: [2, 2], counts } };
}

test('shows the objects of one slice', () => {
  const shown = new ShapeCache().show(
    new ObjectIndex([object('a', 0, [0, 4]), object('b', 1, [0, 4])]).on({ slice: 1, volume: 0 }),
  );
  expect(shown.map(({ id, area }) => [id, area])).toEqual([['b', 4]]);
});

test('shows the objects of one volume', () => {
  const objects = [object('a', 1, [0, 4]), { ...object('b', 1, [0, 4]), volume: 2 }];
  const cache = new ShapeCache();
  expect(cache.show(new ObjectIndex(objects).on({ slice: 1, volume: 2 })).map(({ id }) => id)).toEqual(['b']);
  expect(cache.show(new ObjectIndex(objects).on({ slice: 1, volume: 0 })).map(({ id }) => id)).toEqual(['a']);
  expect(cache.show(new ObjectIndex(objects).on({ slice: 1, volume: 1 }))).toEqual([]);
});

test('a mask that arrives again keeps its shape, a changed one gets a new one', () => {
  const cache = new ShapeCache();
  const [first] = cache.show(new ObjectIndex([object('a', 0, [0, 4])]).on({ slice: 0, volume: 0 }));
  const [same] = cache.show(new ObjectIndex([object('a', 0, [0, 4])]).on({ slice: 0, volume: 0 }));
  const [changed] = cache.show(new ObjectIndex([object('a', 0, [1, 3])]).on({ slice: 0, volume: 0 }));
  expect(same?.rings).toBe(first?.rings);
  expect(changed?.area).toBe(3);
});

test('knows the objects that a column or a row meets, and the slices that have some', () => {
  const [a, b] = [object('a', 0, [0, 1, 3]), { ...object('b', 1, [3, 1]), volume: 2, color: '#0072b2' }];
  const index = new ObjectIndex([a, b, object('empty', 3, [4])]);
  const ids = (volume: number, normal: 0 | 1, at: number) => index.across(volume, normal, at).map(({ id }) => id);
  expect([ids(0, 0, 0), ids(0, 0, 1), ids(0, 1, 0), ids(0, 1, 1)]).toEqual([['a'], [], ['a'], []]);
  expect([ids(2, 0, 0), ids(2, 0, 1), ids(2, 1, 0), ids(2, 1, 1)]).toEqual([[], ['b'], [], ['b']]);
  expect([...index.marks(2)]).toEqual([[1, '#0072b2']]);
  expect([...index.marks(0).keys()]).toEqual([0, 3]);
});

const size = { width: 512, height: 512 };
const random = jitter();
const noise = new Mask(
  512,
  512,
  Uint8Array.from({ length: 512 * 512 }, () => Number(random.next().value > 0)),
);

test('a mask of noise has no outline, which would take too long to draw; one with a long straight border has', () => {
  const square = rectMask(size, { x0: 0, y0: 0, x1: 500, y1: 500 });
  for (const [mask, hasOutline] of [
    [noise, false],
    [square, true],
  ] as const) {
    expect(shapeOf(encodeRunLength(mask)).rings !== undefined).toBe(hasOutline);
    expect(drawableOf(mask, { x0: 0, y0: 0, x1: 512, y1: 512 }).rings !== undefined).toBe(hasOutline);
  }
});

test('a mask of noise has its shape later, and the one before until then', async () => {
  const cache = new ShapeCache();
  const square = { ...object('a', 0, []), mask: encodeRunLength(rectMask(size, { x0: 0, y0: 0, x1: 9, y1: 9 })) };
  const rough = { ...square, mask: encodeRunLength(noise) };
  const areas = (): number[] => cache.show([rough]).map(({ area }) => area);
  cache.show([square]);
  expect(areas()).toEqual([81]);
  await cache.settle();
  expect(areas()).toEqual([noise.area]);
  const [shown] = cache.show([rough]);
  expect([shown!.bounds, shown!.rings]).toEqual([noise.bounds, undefined]);
  expect(shown!.part.equals(noise)).toBe(true);
});
