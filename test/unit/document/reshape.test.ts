import { describe, expect, it } from 'vitest';
import { applyEdit, invertEdit } from '../../../src/core/document/edit';
import { combineObjects, reshapeObjects, splitObject } from '../../../src/core/document/reshape';
import type { DocumentState } from '../../../src/core/document/state';
import { combine } from '../../support/combined';
import { Mask } from '../../../src/core/mask/mask';
import { areaOf, decodeRunLength, encodeRunLength } from '../../../src/core/mask/runLength';
import type { SidecarObject } from '../../../src/core/sidecar/sidecar';
import { english, t } from '../../../src/core/text/message';
import { liver, rectMask, rectObject } from '../../support/sidecars';

const size = { width: 8, height: 4 };
const wide = { x0: 0, y0: 0, x1: 5, y1: 2 };
const tall = { x0: 3, y0: 0, x1: 6, y1: 4 };
const signature = { by: 'Ada', at: '2026-01-02T03:04:05.000Z' };

function stateOf(...objects: SidecarObject[]): DocumentState {
  return { labels: [liver], objects };
}

/** What an edit makes of a state; that it can be undone is part of every test. */
function edited(state: DocumentState, edit: Parameters<typeof applyEdit>[1]): readonly SidecarObject[] {
  const after = applyEdit(state, edit);
  expect(applyEdit(after, invertEdit(edit))).toEqual(state);
  return after.objects;
}

function stored(mask: Mask): SidecarObject['mask'] {
  const {
    size: [width, height],
    counts,
  } = encodeRunLength(mask);
  return { size: [width, height], counts: [...counts] };
}

const small = encodeRunLength(rectMask(size, { x0: 1, y0: 1, x1: 2, y1: 2 }));

describe('an object that gets another mask', () => {
  it('becomes the work of its author, without the estimate of the old mask', () => {
    const state = stateOf(
      rectObject(size, wide, { id: '1', origin: 'machine', quality: 0.8, reasons: ['is ragged'], signals: { a: 0.5 } }),
    );
    const [object] = edited(state, reshapeObjects(state, new Map([['1', small]]), t`Shrink: liver`, signature));
    expect(object).toMatchObject({ mask: small, status: 'corrected', origin: 'human', ...signature });
    expect(object).not.toHaveProperty('quality');
    expect(object).not.toHaveProperty('reasons');
    expect(object).not.toHaveProperty('signals');
    expect(object!.proposal).toEqual({ mask: state.objects[0]!.mask, signals: { a: 0.5 } });
  });

  it('has no proposal when no model made it', () => {
    const state = stateOf(rectObject(size, wide, { id: '1', origin: 'human', status: 'accepted' }));
    const [object] = edited(state, reshapeObjects(state, new Map([['1', small]]), t`Shrink`, signature));
    expect(object).toMatchObject({ status: 'corrected', origin: 'human' });
    expect(object).not.toHaveProperty('proposal');
  });

  it('is left alone when the mask is the same', () => {
    const state = stateOf(rectObject(size, wide, { id: '1' }), rectObject(size, tall, { id: '2' }));
    const masks = new Map([
      ['1', state.objects[0]!.mask],
      ['2', small],
    ]);
    const objects = edited(state, reshapeObjects(state, masks, t`Shrink`, signature));
    expect(objects[0]).toBe(state.objects[0]);
    expect(objects[1]!.mask).toEqual(small);
  });
});

describe('two objects', () => {
  const state = stateOf(rectObject(size, wide, { id: '1' }), rectObject(size, tall, { id: '2' }));
  const both = ['1', '2'] as const;

  it.each(['union', 'difference', 'intersection'] as const)('make a %s, and the other stays', (how) => {
    const objects = edited(state, combineObjects(state, both, { how, keepsOthers: true }, signature));
    const expected = combine(rectMask(size, wide), rectMask(size, tall), how);
    expect(decodeRunLength(objects[0]!.mask).equals(expected)).toBe(true);
    expect(objects[1]).toBe(state.objects[1]);
  });

  it('are merged into the first', () => {
    const edit = combineObjects(state, both, { how: 'union', keepsOthers: false }, signature);
    expect(english(edit.title)).toBe('Merge liver into liver');
    const objects = edited(state, edit);
    expect(objects.map(({ id, mask }) => [id, areaOf(mask)])).toEqual([['1', 10 + 12 - 4]]);
    const reverse = edited(state, combineObjects(state, ['2', '1'], { how: 'union', keepsOthers: false }, signature));
    expect(reverse.map(({ id }) => id)).toEqual(['2']);
  });

  it('have to lie on one slice', () => {
    const apart = stateOf(rectObject(size, wide, { id: '1' }), rectObject(size, tall, { id: '2', slice: 1 }));
    expect(() => combineObjects(apart, both, { how: 'union', keepsOthers: true }, signature)).toThrow(RangeError);
  });
});

describe('an object of several parts', () => {
  it('becomes one object per part, the largest first and in its place', () => {
    const parts = [rectMask(size, { x0: 0, y0: 0, x1: 1, y1: 2 }), rectMask(size, { x0: 4, y0: 0, x1: 8, y1: 4 })];
    const mask = stored(combine(parts[0]!, parts[1]!, 'union'));
    const state = stateOf(rectObject(size, wide, { id: '3', mask }), rectObject(size, tall, { id: '2' }));
    const objects = edited(state, splitObject(state, '3', signature));
    expect(objects.map(({ id, mask: own }) => [id, areaOf(own)])).toEqual([
      ['3', 16],
      ['4', 2],
      ['2', 12],
    ]);
    expect(new Set(objects.map(({ label }) => label))).toEqual(new Set([state.objects[0]!.label]));
  });

  it('stays as it is when it has one part, or none', () => {
    const empty = stored(new Mask(size.width, size.height));
    const state = stateOf(rectObject(size, wide, { id: '1' }), rectObject(size, tall, { id: '2', mask: empty }));
    expect(splitObject(state, '1', signature).changes).toEqual([]);
    expect(splitObject(state, '2', signature).changes).toEqual([]);
  });
});
