import { expect, test } from 'vitest';
import { announcementsOf } from '../../../src/core/document/announcements';
import { emptyState } from '../../../src/core/document/state';
import type { SidecarObject } from '../../../src/core/sidecar/sidecar';
import { english } from '../../../src/core/text/message';
import { rectObject } from '../../support/sidecars';

const object = (fields: Partial<SidecarObject> = {}): SidecarObject =>
  rectObject({ width: 8, height: 4 }, { x0: 0, y0: 0, x1: 5, y1: 2 }, fields);
const spoken = (before: readonly SidecarObject[], after: readonly SidecarObject[]): readonly string[] =>
  announcementsOf({ ...emptyState, objects: before }, { ...emptyState, objects: after }).map(english);

test('verdicts and deletions are spoken by label, several by their number', () => {
  const drafts = ['1', '2', '3'].map((id) => object({ id }));
  const [first, ...others] = drafts;
  expect(spoken(drafts, [{ ...first!, status: 'accepted' }, ...others])).toEqual(['Accepted: liver']);
  expect(spoken(drafts, [{ ...first!, status: 'rejected' }, ...others])).toEqual(['Rejected: liver']);
  expect(spoken(drafts, others)).toEqual(['Deleted: liver']);
  expect(
    spoken(
      drafts,
      drafts.map((each) => ({ ...each, status: 'accepted' })),
    ),
  ).toEqual(['Accepted: 3 objects']);
});

test('a new mask that is probably wrong is spoken with the reasons, once', () => {
  const poor = object({ quality: 0.41, reasons: ['changes when the box moves a little', 'is in several parts'] });
  const text = 'liver: low quality, 0.41. The mask changes when the box moves a little, is in several parts';
  expect(spoken([], [poor])).toEqual([text]);
  expect(spoken([object()], [poor])).toEqual([text]);
  expect(spoken([poor], [{ ...poor, label: 'lesion' }])).toEqual([]);
  expect(spoken([], [object({ quality: 0.41 })])).toEqual(['liver: low quality, 0.41']);
  expect(spoken([], [object({ quality: 0.9 })])).toEqual([]);
});

test('a new order is spoken: where one object is now, or how several follow each other', () => {
  const [liver, lesion, spleen] = ['liver', 'lesion', 'spleen'].map((label, i) => object({ id: String(i), label })) as [
    SidecarObject,
    SidecarObject,
    SidecarObject,
  ];
  const before = [liver, lesion, spleen];
  expect(spoken(before, [lesion, spleen, liver])).toEqual(['liver: now 1 of 3 from the front']);
  expect(spoken(before, [spleen, liver, lesion])).toEqual(['spleen: now 3 of 3 from the front']);
  expect(spoken(before, [spleen, lesion, liver])).toEqual(['New order from the front: liver, lesion, spleen']);
  expect(spoken(before, before)).toEqual([]);
  expect(spoken(before, [lesion, spleen])).toEqual(['Deleted: liver']);
  expect(spoken(before, [liver, lesion, object({ id: '9' })])).toEqual(['Deleted: spleen']);
});
