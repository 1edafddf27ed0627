import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DocumentModel } from '../../../src/core/document/documentModel';
import { applyEdit, invertEdit, type Edit } from '../../../src/core/document/edit';
import { addObject, relabelObjects, removeObjects, replaceObject } from '../../../src/core/document/edits';
import { emptyState, neighbourObject, type DocumentState } from '../../../src/core/document/state';
import type { SidecarObject } from '../../../src/core/sidecar/sidecar';
import { english } from '../../../src/core/text/message';

function object(id: string, label = 'liver', slice = 0): SidecarObject {
  return {
    id,
    label,
    slice,
    prompt: { box: [0, 0, 2, 2] },
    mask: { size: [4, 4], counts: [5, 2, 9] },
    status: 'draft',
    origin: 'human',
    by: 'anna',
    at: '2026-01-02T03:04:05.000Z',
  };
}

const who = { by: 'bert', at: '2026-02-02T03:04:05.000Z' };

/** A random act on a state; none when the state has no object to act on. */
interface Act {
  readonly kind: 'add' | 'remove' | 'relabel' | 'replace';
  readonly at: number;
  readonly label: string;
  readonly width: number | undefined;
}

function editFor(state: DocumentState, act: Act, id: string): Edit | undefined {
  const window = act.width === undefined ? undefined : { center: 40, width: act.width };
  if (act.kind === 'add') return addObject(state, object(id, act.label), window);
  const target = state.objects[act.at % Math.max(1, state.objects.length)];
  if (target === undefined) return undefined;
  if (act.kind === 'remove') return removeObjects(state, [target.id]);
  if (act.kind === 'relabel') return relabelObjects(state, [target.id], act.label, who);
  return replaceObject(state, { ...target, slice: act.at, label: act.label }, window);
}

const acts = fc.array(
  fc.record({
    kind: fc.constantFrom<Act['kind'][]>('add', 'add', 'remove', 'relabel', 'replace'),
    at: fc.nat(20),
    label: fc.constantFrom('liver', 'spleen', 'kidney'),
    width: fc.option(fc.integer({ min: 1, max: 400 }), { nil: undefined }),
  }),
  { maxLength: 12 },
);

/** States and edits of a session, from the empty document. */
function perform(list: readonly Act[]): { states: DocumentState[]; edits: Edit[] } {
  const states = [emptyState];
  const edits: Edit[] = [];
  list.forEach((act, i) => {
    const edit = editFor(states.at(-1)!, act, `id${i}`);
    if (edit === undefined) return;
    edits.push(edit);
    states.push(applyEdit(states.at(-1)!, edit));
  });
  return { states, edits };
}

describe('edits', () => {
  it('are undone by their inverse, and survive JSON', () => {
    fc.assert(
      fc.property(acts, (list) => {
        const { states, edits } = perform(list);
        edits.forEach((edit, i) => {
          const stored = JSON.parse(JSON.stringify(edit)) as Edit;
          expect(applyEdit(states[i]!, stored)).toEqual(states[i + 1]);
          expect(applyEdit(states[i + 1]!, invertEdit(stored))).toEqual(states[i]);
        });
      }),
    );
  });

  it('say in the undo history what they did', () => {
    const state = applyEdit(emptyState, addObject(emptyState, object('1'), undefined));
    expect(english(addObject(emptyState, object('1'), undefined).title)).toBe('Box prompt: liver');
    expect(english(removeObjects(state, ['1']).title)).toBe('Delete liver');
    expect(english(relabelObjects(state, ['1'], 'spleen', who).title)).toBe('Label: spleen');
  });

  it('make the person who relabels an object responsible for it', () => {
    const machine = { ...object('1'), origin: 'machine' as const };
    const state = applyEdit(emptyState, addObject(emptyState, machine, undefined));
    const { objects } = applyEdit(state, relabelObjects(state, ['1'], 'spleen', who));
    expect(objects[0]).toMatchObject({ label: 'spleen', origin: 'human', by: 'bert' });
  });

  it('are refused on a state they were not made on', () => {
    const state = applyEdit(emptyState, addObject(emptyState, object('1'), undefined));
    expect(() => applyEdit(emptyState, removeObjects(state, ['1']))).toThrow(/changed since this edit/);
  });
});

describe('DocumentModel', () => {
  it('reaches the current state from the masks on disk by its unsaved edits', () => {
    fc.assert(
      fc.property(acts, fc.nat(12), fc.nat(12), (list, savedAt, undone) => {
        const { states, edits } = perform(list);
        const saved = Math.min(savedAt, edits.length);
        const model = new DocumentModel(emptyState);
        edits.slice(0, saved).forEach((edit) => {
          model.apply(edit);
        });
        model.beginSave().succeeded();
        edits.slice(saved).forEach((edit) => {
          model.apply(edit);
        });
        const steps = Math.min(undone, edits.length);
        for (let i = 1; i <= steps; i++) model.undo(edits[edits.length - i]!);
        expect(model.state).toEqual(states[edits.length - steps]);
        expect(model.unsavedEdits.reduce(applyEdit, states[saved]!)).toEqual(model.state);
        expect(new DocumentModel(states[saved]!, model.unsavedEdits).state).toEqual(model.state);
        expect(model.isDirty).toBe(edits.length - steps !== saved);
      }),
    );
  });

  it('keeps what was unsaved when a save fails, and what was edited meanwhile when it succeeds', () => {
    const { edits } = perform([
      { kind: 'add', at: 0, label: 'liver', width: undefined },
      { kind: 'add', at: 0, label: 'spleen', width: undefined },
    ]);
    const model = new DocumentModel(emptyState);
    model.apply(edits[0]!);
    const failing = model.beginSave();
    model.apply(edits[1]!);
    failing.failed();
    expect(model.unsavedEdits).toHaveLength(2);
    const succeeding = model.beginSave();
    model.undo(edits[1]!);
    succeeding.succeeded();
    expect(model.unsavedEdits).toHaveLength(1);
  });

  it('forgets unsaved edits when it is reset', () => {
    const model = new DocumentModel(emptyState, [addObject(emptyState, object('1'), undefined)]);
    expect(model.isDirty).toBe(true);
    model.revert();
    expect([model.isDirty, model.state.objects.length]).toEqual([false, 0]);
  });
});

describe('neighbours', () => {
  const state: DocumentState = {
    labels: [{ name: 'liver', value: 3, color: '#56b4e9' }],
    objects: [object('a', 'liver', 4), object('b', 'liver', 1), object('c', 'liver', 4)],
  };

  it('steps through the objects in the order of slices and wraps around', () => {
    expect(neighbourObject(state, undefined, 1)).toBe('b');
    expect(neighbourObject(state, 'b', 1)).toBe('a');
    expect(neighbourObject(state, 'a', 1)).toBe('c');
    expect(neighbourObject(state, 'c', 1)).toBe('b');
    expect(neighbourObject(state, undefined, -1)).toBe('c');
    expect(neighbourObject(emptyState, undefined, 1)).toBeUndefined();
  });
});
