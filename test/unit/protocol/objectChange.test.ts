import { defaultMaskDisplay } from '../../../src/core/view/maskDisplay';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { changed, changeOf } from '../../../src/core/protocol/objectChange';
import { sentRuns } from '../../../src/core/protocol/sentRuns';
import type { ViewDocument, ViewObject } from '../../../src/core/protocol/viewDocument';

const object = (id: string, slice: number): ViewObject => ({
  ...{ id, label: 'liver', color: '#e69f00', slice, prompt: { points: [] } },
  mask: { size: [2, 2], counts: [0, 4] },
});

const documentOf = (objects: readonly ViewObject[], selected: string | null = null): ViewDocument => ({
  objects,
  selected,
  label: { name: 'liver', color: '#e69f00' },
  display: defaultMaskDisplay,
});

/** An object as it was before it was sent. */
const listed = ({ mask, ...object }: ViewObject): ViewObject => ({
  ...object,
  mask: { ...mask, counts: Array.from(mask.counts) },
});

it('brings a document up to date, whatever was added, changed, removed or moved', () => {
  const lists = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 2 })), {
    selector: ([id]) => id,
  });
  fc.assert(
    fc.property(lists, lists, (before, after) => {
      const objects = before.map(([id, slice]) => object(String(id), slice));
      const next = after.map(
        ([id, slice]) =>
          objects.find((each) => each.id === String(id) && each.slice === slice) ?? object(String(id), slice),
      );
      const change = changeOf(objects, documentOf(next, 'x'));
      const shown = changed(documentOf(objects), structuredClone(change));
      expect({ ...shown, objects: shown.objects.map(listed) }).toEqual(documentOf(next, 'x'));
    }),
  );
});

it('sends no object when another one is selected, and the page keeps its list', () => {
  const before = documentOf([object('a', 0), object('b', 1)]);
  const change = changeOf(before.objects, { ...before, selected: 'b' });
  expect(change.objects).toEqual([]);
  expect(change.order).toBeUndefined();
  expect(changed(before, change).objects).toBe(before.objects);
});

it('sends one object when one has changed', () => {
  const [a, b] = [object('a', 0), object('b', 1)];
  const change = changeOf([a, b], documentOf([a, { ...b, slice: 2 }]));
  expect(change.objects.map(({ id }) => id)).toEqual(['b']);
  expect(change.order).toBeUndefined();
});

it('sends the runs of all masks in one buffer, however large the image', () => {
  const masks = [
    { size: [2, 2] as const, counts: [0, 4] },
    { size: [3, 1] as const, counts: [1, 1, 1] },
    { size: [100_000, 100_000] as const, counts: [6e9, 3, 4e9 - 3] },
  ];
  for (const given of [masks, masks.slice(0, 2)]) {
    const sent = structuredClone(sentRuns(given));
    expect(sent.map(({ size, counts }) => ({ size, counts: Array.from(counts) }))).toEqual(given);
    expect(new Set(sent.map(({ counts }) => (counts as Uint32Array).buffer)).size).toBe(1);
  }
});
