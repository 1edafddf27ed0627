import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdit, invertEdit } from '../../../src/core/document/edit';
import { contentEdit } from '../../../src/core/document/contentEdit';
import { refuseLocked } from '../../../src/core/document/locks';
import { renameInLabelFile } from '../../../src/core/labels/labelSet';
import { renameOf, withLabelRenamed, withRenameUndone } from '../../../src/core/labels/renameLabel';
import { t } from '../../../src/core/text/message';
import { lesion, liver, rectObject } from '../../support/sidecars';

const size = { width: 4, height: 4 };
const rect = { x0: 0, y0: 0, x1: 2, y1: 2 };
const object = (id: string, label: string) => rectObject(size, rect, { id, label });
const masks = { labels: [liver, lesion], objects: [object('1', 'liver'), object('2', 'lesion'), object('3', 'liver')] };
const names = { from: 'liver', to: 'hepar' };

describe('a label', () => {
  it('is renamed with its value and colour, and objects keep who made them', () => {
    const renamed = withLabelRenamed(masks, names);
    expect(renamed.labels).toEqual([{ ...liver, name: 'hepar' }, lesion]);
    expect(renamed.objects[0]).toEqual({ ...masks.objects[0], label: 'hepar' });
    expect(renamed.objects[1]).toBe(masks.objects[1]);
  });

  it('joins one of the new name', () => {
    const renamed = withLabelRenamed(masks, { from: 'liver', to: 'lesion' });
    expect(renamed.labels).toEqual([lesion]);
    expect(renamed.objects.map(({ label }) => label)).toEqual(['lesion', 'lesion', 'lesion']);
    expect(renameOf(masks, { from: 'liver', to: 'lesion' })).toEqual({ label: liver, ids: ['1', '3'], merges: true });
  });

  it('is not there, or has the name already', () => {
    expect(renameOf(masks, { from: 'spleen', to: 'lien' })).toBeUndefined();
    expect(renameOf(masks, { from: 'liver', to: 'liver' })).toBeUndefined();
  });
});

describe('undoing a rename', () => {
  const labelNames = ['liver', 'lesion', 'hepar'];
  const contents = fc.array(fc.constantFrom(...labelNames), { maxLength: 6 }).map((all) => ({
    labels: labelNames.map((name, i) => ({ name, value: i + 1, color: '#e69f00' })),
    objects: all.map((label, i) => object(String(i), label)),
  }));

  it('gives every object its label back, and every label its value', () => {
    fc.assert(
      fc.property(contents, fc.subarray(labelNames), fc.constantFrom('lesion', 'new'), (content, kept, to) => {
        const labels = content.labels.filter(
          ({ name }) => kept.includes(name) || content.objects.some(({ label }) => label === name),
        );
        const before = { ...content, labels };
        const record = renameOf(before, { from: 'liver', to });
        if (record === undefined) return;
        const after = withLabelRenamed(before, { from: 'liver', to });
        const undone = withRenameUndone(after, to, record);
        // Of a label without objects that has joined another one, nothing is left.
        if (undone === undefined) {
          expect(record.ids).toEqual([]);
          return;
        }
        expect(undone.objects).toEqual(before.objects);
        expect(new Map(undone.labels.map((label) => [label.name, label]))).toEqual(
          new Map(before.labels.map((label) => [label.name, label])),
        );
        expect(withRenameUndone(undone, to, record)).toBeUndefined();
      }),
    );
  });

  it('leaves objects that got the label since', () => {
    const record = renameOf(masks, names)!;
    const renamed = withLabelRenamed(masks, names);
    const since = { ...renamed, objects: [...renamed.objects.slice(1), object('4', 'hepar')] };
    const undone = withRenameUndone(since, 'hepar', record)!;
    expect(undone.objects.map(({ id, label }) => `${id} ${label}`)).toEqual(['2 lesion', '3 liver', '4 hepar']);
    // Its value belongs to the other label now.
    expect(undone.labels.map(({ name }) => name)).toEqual(['hepar', 'lesion', 'liver']);
    expect(new Set(undone.labels.map(({ value }) => value)).size).toBe(3);
  });
});

it('a rename of an open document is an edit that can be undone, also of locked objects', () => {
  const state = { ...masks, objects: [{ ...masks.objects[0]!, locked: true as const }, ...masks.objects.slice(1)] };
  for (const to of ['hepar', 'lesion']) {
    const after = withLabelRenamed(state, { from: 'liver', to });
    const edit = contentEdit(state, after, t`Rename`);
    expect(applyEdit(state, edit)).toEqual(after);
    expect(applyEdit(after, invertEdit(edit))).toEqual(state);
    expect(() => {
      refuseLocked(state, edit);
    }).not.toThrow();
  }
});

describe('the label file', () => {
  const text = JSON.stringify({
    $schema: 'https://example.org/labels.schema.json',
    version: 1,
    labels: [
      { name: 'liver', value: 1, key: 3 },
      { name: 'lesion', value: 2 },
    ],
  });
  const labelsOf = (after: string | undefined): unknown => JSON.parse(after ?? 'null');

  it('keeps all else that it says', () => {
    expect(labelsOf(renameInLabelFile(text, 'labels.json', names))).toEqual({
      $schema: 'https://example.org/labels.schema.json',
      version: 1,
      labels: [
        { name: 'hepar', value: 1, key: 3 },
        { name: 'lesion', value: 2 },
      ],
    });
    expect(renameInLabelFile(text, 'labels.json', { from: 'spleen', to: 'lien' })).toBeUndefined();
  });

  it('loses a label that joins another one', () => {
    expect(labelsOf(renameInLabelFile(text, 'labels.json', { from: 'liver', to: 'lesion' }))).toMatchObject({
      labels: [{ name: 'lesion', value: 2 }],
    });
  });
});
