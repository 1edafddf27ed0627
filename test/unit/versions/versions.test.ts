import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffSidecars } from '../../../src/core/versions/diffSidecars';
import { diffValues, mergeValues } from '../../../src/core/versions/labelMaps';
import { mergeSidecars } from '../../../src/core/versions/mergeSidecars';
import { formatSidecar, parseSidecar, type Sidecar, type SidecarObject } from '../../../src/core/sidecar/sidecar';
import { sidecarVersion } from '../../../src/core/sidecar/migrations';
import { lesion, liver, rectObject } from '../../support/sidecars';

const size = { width: 12, height: 10 };
const object = (id: string, x = 1, fields: Partial<SidecarObject> = {}): SidecarObject =>
  rectObject(size, { x0: x, y0: 1, x1: x + 3, y1: 5 }, { id, ...fields });

function sidecar(objects: readonly SidecarObject[], fields: Partial<Sidecar> = {}): Sidecar {
  return {
    ...{ format: 'sam-unet-masks', version: sidecarVersion, image: { file: 'a.png', ...size, slices: 1 } },
    ...(objects.length === 0 ? {} : { mask: 'a.png.mask.png' }),
    ...{ labels: [liver, lesion], objects: [...objects] },
    ...fields,
  };
}

const ids = (merged: Sidecar): string => merged.objects.map(({ id }) => id).join();

describe('mergeSidecars', () => {
  const base = sidecar([object('1'), object('2', 4)]);

  it('takes what one side has changed, added and deleted', () => {
    const ours = sidecar([object('1', 6), object('2', 4)]);
    const theirs = sidecar([object('1'), object('3', 7)]);
    const { sidecar: merged, conflicts } = mergeSidecars(base, ours, theirs);
    expect(conflicts).toEqual([]);
    expect(merged.objects).toEqual([object('1', 6), object('3', 7)]);
  });

  it('keeps both of two objects that have one ID, with all IDs different', () => {
    const { sidecar: merged, conflicts } = mergeSidecars(
      base,
      sidecar([...base.objects, object('3', 6)]),
      sidecar([...base.objects, object('3', 8, { label: 'lesion' })]),
    );
    expect(conflicts).toEqual([]);
    expect(ids(merged)).toBe('1,2,3,4');
    expect(merged.objects[3]).toEqual(object('4', 8, { label: 'lesion' }));
  });

  it('names what both have changed differently', () => {
    const deleted = sidecar([object('1')]);
    expect(mergeSidecars(base, deleted, sidecar([object('1'), object('2', 7)])).conflicts).toEqual(['2']);
    expect(mergeSidecars(base, sidecar([], { image: { ...base.image, width: 9 } }), base).isOfOther).toBe(true);
  });

  it('gives labels values of their own, and takes an image with objects for not empty', () => {
    const cyst = { name: 'cyst', value: 300, color: '#cc79a7' };
    const theirs = sidecar([object('1', 2, { label: 'cyst' })], { labels: [cyst] });
    const empty = { by: 'tests', at: '2026-11-24T08:00:00.000Z' };
    const { sidecar: merged } = mergeSidecars(sidecar([]), sidecar([], { empty }), theirs);
    expect(merged.labels.map(({ name, value }) => [name, value])).toEqual([
      ['liver', 1],
      ['lesion', 300],
      ['cyst', 301],
    ]);
    expect(merged.empty).toBeUndefined();
  });

  it('gives a sidecar that can be read, whatever the sides are, and the same of one side as of three', () => {
    const some = fc
      .uniqueArray(fc.record({ id: fc.integer({ min: 1, max: 4 }), x: fc.integer({ min: 0, max: 8 }) }), {
        selector: ({ id }) => id,
        maxLength: 4,
      })
      .map((all) => sidecar(all.map(({ id, x }) => object(String(id), x))));
    fc.assert(
      fc.property(some, some, some, (before, ours, theirs) => {
        const { sidecar: merged } = mergeSidecars(before, ours, theirs);
        expect(parseSidecar(formatSidecar(merged), 'a')).toEqual(merged);
        expect(mergeSidecars(before, ours, before).sidecar.objects).toEqual(ours.objects);
        expect(new Set(mergeSidecars(before, before, theirs).sidecar.objects)).toEqual(new Set(theirs.objects));
      }),
    );
  });
});

it('says what has changed of each object', () => {
  const before = sidecar([object('1'), object('2', 4)]);
  const after = sidecar([object('1', 2, { label: 'lesion', status: 'accepted' }), object('5', 6)]);
  expect(diffSidecars(before, after)).toEqual([
    '- liver (object 2): 12 pixels',
    '~ lesion (object 1): label liver → lesion, draft → accepted, +4 −4 pixels, Dice 0.667',
    '+ liver (object 5): 12 pixels',
  ]);
  expect(diffSidecars(before, before)).toEqual([]);
  expect(diffSidecars(undefined, before)).toHaveLength(2);
});

describe('label maps', () => {
  const values = fc.uint8Array({ minLength: 20, maxLength: 20, max: 3 });

  it('merge pixel by pixel, and count what both have changed', () => {
    const map = (text: string): Uint8Array => Uint8Array.from(text, Number);
    const merged = mergeValues(map('00112'), map('10102'), map('00313'));
    expect([...merged.values].join('')).toBe('10303');
    expect(merged.conflicts).toBe(0);
    expect(mergeValues(map('01'), map('02'), map('03'))).toEqual({ values: map('02'), conflicts: 1 });
  });

  it('merge to the changed side where the other has not changed', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        expect(mergeValues(a, a, b)).toEqual({ values: b, conflicts: 0 });
        expect(mergeValues(a, b, a)).toEqual({ values: b, conflicts: 0 });
      }),
    );
  });

  it('say what has changed of each value', () => {
    const lines = diffValues(Uint8Array.of(1, 1, 2, 0, 4), Uint8Array.of(1, 3, 0, 1, 4), (value) => `v${value}`);
    expect(lines).toEqual(['~ v1: +1 −1 pixels, Dice 0.500', '- v2: 1 pixels', '+ v3: 1 pixels']);
  });
});
