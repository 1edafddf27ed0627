import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { announcementsOf } from '../../../src/core/document/announcements';
import { applyEdit, invertEdit, type Edit } from '../../../src/core/document/edit';
import { Flattening } from '../../../src/core/document/flattening';
import { moveObjects, stepObjects } from '../../../src/core/document/order';
import type { DocumentState } from '../../../src/core/document/state';
import { drawLabels } from '../../../src/core/mask/labelMap';
import type { SidecarObject } from '../../../src/core/sidecar/sidecar';
import { english } from '../../../src/core/text/message';
import { liver, rectObject } from '../../support/sidecars';

const size = { width: 4, height: 1 };
const lesion = { name: 'lesion', value: 2, color: '#56b4e9' };

function object(id: string, slice = 0, fields: Partial<SidecarObject> = {}): SidecarObject {
  return rectObject(size, { x0: 0, y0: 0, x1: 2, y1: 1 }, { id, slice, ...fields });
}

function stateOf(...objects: SidecarObject[]): DocumentState {
  return { labels: [liver, lesion], objects };
}

/** The order that an edit leads to; that it can be undone, stored and replayed is part of every test. */
function order(state: DocumentState, edit: Edit): string {
  const after = applyEdit(state, JSON.parse(JSON.stringify(edit)) as Edit);
  expect(applyEdit(after, invertEdit(edit))).toEqual(state);
  // What is told is the new order, and nothing else.
  for (const told of announcementsOf(state, after)) expect(english(told)).toMatch(/ from the front\.?$|order/);
  return after.objects.map(({ id }) => id).join('');
}

describe('a step forward or backward', () => {
  const state = stateOf(object('a'), object('b', 1), object('c'), object('d'), object('e', 1));

  it('passes the next object of the slice', () => {
    expect(order(state, stepObjects(state, ['a'], 'forward'))).toBe('bcade');
    expect(order(state, stepObjects(state, ['d'], 'backward'))).toBe('abdce');
    expect(order(state, stepObjects(state, ['e'], 'backward'))).toBe('aebcd');
  });

  it('passes no rejected object alone, which is not seen', () => {
    const hidden = stateOf(object('a'), object('b', 0, { status: 'rejected' }), object('c'));
    expect(order(hidden, stepObjects(hidden, ['a'], 'forward'))).toBe('bca');
    expect(stepObjects(hidden, ['c'], 'forward').changes).toEqual([]);
  });

  it('keeps the order of several', () => {
    expect(order(state, stepObjects(state, ['a', 'c'], 'forward'))).toBe('bdace');
    expect(order(state, stepObjects(state, ['c', 'd'], 'backward'))).toBe('cdabe');
    expect(stepObjects(state, ['c', 'd'], 'forward').changes).toEqual([]);
  });

  it('has a name in the undo history', () => {
    expect(english(stepObjects(state, ['a'], 'forward').title)).toBe('Bring forward: liver');
    expect(english(stepObjects(state, ['a', 'b'], 'backward').title)).toBe('Send backward: 2 objects');
  });
});

describe('a move', () => {
  const state = stateOf(...['a', 'b', 'c', 'd', 'e'].map((id) => object(id)));

  it('takes the place of the target, from either side', () => {
    expect(order(state, moveObjects(state, ['a'], 'c'))).toBe('bcade');
    expect(order(state, moveObjects(state, ['e'], 'c'))).toBe('abecd');
    expect(order(state, moveObjects(state, ['d', 'e'], 'b'))).toBe('adebc');
    expect(order(state, moveObjects(state, ['a', 'b'], 'e'))).toBe('cdeab');
  });

  it('goes below all others without a target, and nowhere onto itself', () => {
    expect(order(state, moveObjects(state, ['d'], null))).toBe('dabce');
    expect(moveObjects(state, ['b', 'c'], 'c').changes).toEqual([]);
  });

  it('keeps all objects, and the order of the others and of the moved', () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    fc.assert(
      fc.property(fc.subarray(ids), fc.constantFrom(...ids, null), (moved, target) => {
        const after = order(state, moveObjects(state, moved, target));
        expect(Array.from(after).sort()).toEqual(ids);
        expect(Array.from(after).filter((id) => moved.includes(id))).toEqual(moved);
        expect(Array.from(after).filter((id) => !moved.includes(id))).toEqual(ids.filter((id) => !moved.includes(id)));
      }),
    );
  });
});

it('what is in front covers the rest in the label map', () => {
  const wide = object('a', 0, { label: 'liver' });
  const other = rectObject(size, { x0: 1, y0: 0, x1: 4, y1: 1 }, { id: 'b', label: 'lesion' });
  const state = stateOf(wide, other);
  const map = ({ objects, labels }: DocumentState): number[] =>
    Array.from(
      drawLabels(
        size,
        1,
        objects.map(({ label, slice, mask }) => ({
          slice,
          mask,
          value: labels.find(({ name }) => name === label)!.value,
        })),
      ),
    );
  expect(map(state)).toEqual([1, 2, 2, 2]);
  const after = applyEdit(state, stepObjects(state, ['a'], 'forward'));
  expect(map(after)).toEqual([1, 1, 2, 2]);
  expect(new Flattening().of(after.objects).map((each) => [each.object.id, each.covered])).toEqual([['b', 1]]);
});
