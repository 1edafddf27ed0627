import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withoutOverlaps } from '../../../src/core/document/withoutOverlaps';
import { drawLabels } from '../../../src/core/mask/labelMap';
import { areaOf } from '../../../src/core/mask/runLength';
import type { SidecarObject } from '../../../src/core/sidecar/sidecar';
import { rectObject } from '../../support/sidecars';

const size = { width: 8, height: 6 };
const rects = fc
  .tuple(fc.nat(6), fc.nat(4), fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 }))
  .map(([x0, y0, width, height]) => ({ x0, y0, x1: x0 + width, y1: y0 + height }));
const objectLists = fc
  .array(fc.record({ rect: rects, slice: fc.nat(1), rejected: fc.boolean() }), { maxLength: 8 })
  .map((list) =>
    list.map(({ rect, slice, rejected }, i): SidecarObject =>
      rectObject(size, rect, { id: String(i + 1), slice, status: rejected ? 'rejected' : 'draft' }),
    ),
  );

/** The map of the objects, each with a value of its own. */
const mapOf = (objects: readonly SidecarObject[]): Uint8Array | Uint16Array =>
  drawLabels(
    size,
    2,
    objects
      .filter(({ status }) => status !== 'rejected')
      .map(({ id, slice, mask }) => ({ slice, mask, value: Number(id) })),
  );

it('leaves masks that are the parts of the map that objects have in it', () => {
  fc.assert(
    fc.property(objectLists, (objects) => {
      const kept = objects.filter(({ status }) => status !== 'rejected');
      const masks = withoutOverlaps(kept, objects);
      const map = mapOf(objects);
      const flat = kept.map((object, i) => ({
        ...object,
        mask: { size: [size.width, size.height] as [number, number], counts: Array.from(masks[i]!.counts) },
      }));
      expect(mapOf(flat)).toEqual(map);
      expect(masks.reduce((sum, mask) => sum + areaOf(mask), 0)).toBe(map.filter((value) => value > 0).length);
    }),
  );
});

it('changes only the objects that it is given, by all that lie in front of them', () => {
  const lower = rectObject(size, { x0: 0, y0: 0, x1: 4, y1: 1 }, { id: '1' });
  const upper = rectObject(size, { x0: 2, y0: 0, x1: 6, y1: 1 }, { id: '2', locked: true });
  expect(withoutOverlaps([lower], [lower, upper]).map(areaOf)).toEqual([2]);
  expect(withoutOverlaps([upper], [lower, upper])).toEqual([upper.mask]);
  expect(withoutOverlaps([lower], [lower, { ...upper, slice: 1 }])).toEqual([lower.mask]);
});
