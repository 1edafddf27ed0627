import { expect, it } from 'vitest';
import { DocumentModel } from '../../../src/core/document/documentModel';
import { objectsThrough, reshapeVolume } from '../../../src/core/document/reshapeVolume';
import { emptyState } from '../../../src/core/document/state';
import type { Rect } from '../../../src/core/geometry/rect';
import { decodeRunLength, encodeRunLength } from '../../../src/core/mask/runLength';
import type { SidecarObject } from '../../../src/core/sidecar/sidecar';
import { t } from '../../../src/core/text/message';
import { rectMask, rectObject } from '../../support/sidecars';

const size = { width: 30, height: 20 };
const who = { by: 'Anna', at: '2026-11-29T20:00:00.000Z' };
const rect = (x0: number, x1: number): Rect => ({ x0, y0: 5, x1, y1: 10 });
const on = (id: string, slice: number, x0: number, x1: number, fields: Partial<SidecarObject> = {}): SidecarObject =>
  rectObject(size, rect(x0, x1), { id, slice, ...fields });
const objects = [
  on('1', 3, 5, 15),
  on('2', 4, 5, 15),
  on('3', 4, 20, 25),
  on('4', 6, 5, 15),
  on('5', 5, 5, 15, { label: 'spleen' }),
  on('6', 5, 5, 15, { volume: 1 }),
  on('7', 5, 5, 15, { status: 'rejected' }),
];
const state = { ...emptyState, objects };
const masks = [
  { slice: 3, mask: encodeRunLength(rectMask(size, rect(5, 15))) },
  { slice: 4, mask: encodeRunLength(rectMask(size, rect(7, 23))) },
  { slice: 5, mask: encodeRunLength(rectMask(size, rect(6, 14))) },
];

it('changes, adds and removes masks of the label in one edit that can be undone', () => {
  const model = new DocumentModel(state);
  const edit = reshapeVolume(state, objects[0]!, masks, t`Smooth`, who);
  model.apply(edit);
  const described = model.state.objects.map(({ id, slice, label, status, origin, mask }) => {
    const { x0, x1 } = decodeRunLength(mask).bounds!;
    return [id, slice, label, status, origin, x0, x1];
  });
  expect(described).toEqual([
    ['1', 3, 'liver', 'draft', 'machine', 5, 15],
    // What is added on a slice with several objects belongs to the first.
    ['2', 4, 'liver', 'corrected', 'human', 7, 20],
    ['3', 4, 'liver', 'corrected', 'human', 20, 23],
    ['5', 5, 'spleen', 'draft', 'machine', 5, 15],
    ['6', 5, 'liver', 'draft', 'machine', 5, 15],
    ['7', 5, 'liver', 'rejected', 'machine', 5, 15],
    ['8', 5, 'liver', 'corrected', 'human', 6, 14],
  ]);
  model.undo(edit);
  expect(model.state).toEqual(state);
});

it('is about the objects of a label in a volume', () => {
  expect(objectsThrough(state, objects[0]!).map(({ id }) => id)).toEqual(['1', '2', '3', '4']);
});

it('changes nothing where the masks are those that there are', () => {
  const same = [3, 6].map((slice) => ({ slice, mask: masks[0]!.mask }));
  const alone = { ...emptyState, objects: [on('1', 3, 5, 15), on('4', 6, 5, 15)] };
  expect(reshapeVolume(alone, alone.objects[0]!, same, t`Smooth`, who).changes).toEqual([]);
});
