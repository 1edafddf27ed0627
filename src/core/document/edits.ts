import { isSameWindow } from '../image/window';
import { labelNamed } from '../labels/labelNamed';
import type { LabelSet } from '../labels/labelSet';
import type { Prompt } from '../prompt/prompt';
import { judged, type Verdict } from '../review/verdict';
import type { SidecarObject } from '../sidecar/sidecar';
import { counted, type CountedNoun } from '../text/counted';
import { t, type Message, type Text } from '../text/message';
import type { Change, Edit } from './edit';
import type { DocumentState } from './state';

/**
 * Adds an object, its label if the image does not have it yet, and the window of the model's input.
 * @param known labels of the workspace
 */
export function addObject(
  state: DocumentState,
  object: SidecarObject,
  window: DocumentState['window'],
  known: LabelSet = [],
): Edit {
  return {
    title: t`${promptKind(object.prompt)}: ${object.label}`,
    changes: [
      ...ensureLabel(state, object.label, known),
      { kind: 'object', index: state.objects.length, after: object },
      ...setWindow(state, window),
    ],
  };
}

/**
 * Replaces objects by others, and adds the labels that these need.
 * @param without ids of the objects to remove
 */
export function addObjects(
  state: DocumentState,
  objects: readonly SidecarObject[],
  without: ReadonlySet<string>,
  title: Message,
  window: DocumentState['window'],
  known: LabelSet = [],
): Edit {
  const kept = state.objects.filter(({ id }) => !without.has(id));
  const { changes } = replaceObjects(state, [...kept, ...objects], title, known);
  return { title, changes: window === undefined ? changes : [...changes, ...setWindow(state, window)] };
}

/** Puts `after` in the place of the object with the same id. */
export function replaceObject(
  state: DocumentState,
  after: SidecarObject,
  window: DocumentState['window'],
  known: LabelSet = [],
  title = t`${promptKind(after.prompt)}: ${after.label}`,
): Edit {
  return {
    title,
    changes: [...ensureLabel(state, after.label, known), change(state, after.id, after), ...setWindow(state, window)],
  };
}

/** Puts `objects` in the place of all that there are, with the labels that they need. */
export function replaceObjects(
  state: DocumentState,
  objects: readonly SidecarObject[],
  title: Message,
  known: LabelSet = [],
): Edit {
  const labels = [...state.labels];
  const added: Change[] = [];
  for (const name of new Set(objects.map(({ label }) => label))) {
    const label = labelNamed(labels, name, known);
    if (labels.includes(label)) continue;
    added.push({ kind: 'label', index: labels.length, after: label });
    labels.push(label);
  }
  const removed = state.objects.map((before, index): Change => ({ kind: 'object', index, before }));
  const put = objects.map((after, index): Change => ({ kind: 'object', index, after }));
  return { title, changes: [...added, ...removed.toReversed(), ...put] };
}

export function removeObjects(state: DocumentState, ids: readonly string[]): Edit {
  const removed = ids.map((id) => change(state, id)).sort((a, b) => b.index - a.index);
  return { title: t`Delete ${whatOf(removed)}`, changes: removed };
}

/** Gives objects another label; `by` and `at` record who did it and when. Those that have it already stay as they are. */
export function relabelObjects(
  state: DocumentState,
  ids: readonly string[],
  label: string,
  { by, at }: Pick<SidecarObject, 'by' | 'at'>,
  known: LabelSet = [],
): Edit {
  const changes = ids.flatMap((id): Change[] => {
    const found = change(state, id);
    const { before } = found;
    return before.label === label ? [] : [{ ...found, after: { ...before, label, by, at, origin: 'human' } }];
  });
  const added = changes.length === 0 ? [] : ensureLabel(state, label, known);
  return { title: t`Label: ${label}`, changes: [...added, ...changes] };
}

/** Accepts or rejects objects; `by` and `at` record who did so and when. */
export function judgeObjects(
  state: DocumentState,
  ids: readonly string[],
  verdict: Verdict,
  signature: Pick<SidecarObject, 'by' | 'at'>,
): Edit {
  const changes = ids.map((id) => {
    const found = change(state, id);
    return { ...found, after: judged(found.before, verdict, signature) };
  });
  const what = whatOf(changes, 'mask');
  return { title: verdict === 'accepted' ? t`Accept ${what}` : t`Reject ${what}`, changes };
}

/** One object by its label, several by their number. */
function whatOf(changes: readonly { readonly before: SidecarObject }[], noun: CountedNoun = 'object'): Text {
  const [first] = changes;
  return changes.length === 1 && first ? first.before.label : counted(changes.length, noun);
}

/** What a prompt is called in the undo history. */
function promptKind(prompt: SidecarObject['prompt'] | Prompt): Message {
  const points = prompt.points?.length ?? 0;
  if (points === 0) return t`Box prompt`;
  return prompt.box === undefined ? t`Point prompt` : t`Box and point prompt`;
}

function change(
  state: DocumentState,
  id: string,
  after?: SidecarObject,
): { kind: 'object'; index: number; before: SidecarObject; after?: SidecarObject } {
  const index = state.objects.findIndex((object) => object.id === id);
  const before = state.objects[index];
  if (before === undefined) throw new RangeError(`There is no object ${id}.`);
  return { kind: 'object', index, before, ...(after === undefined ? {} : { after }) };
}

/** Adds the label of this name where the image has none. */
export function ensureLabel(state: DocumentState, name: string, known: LabelSet): Change[] {
  const label = labelNamed(state.labels, name, known);
  return state.labels.includes(label) ? [] : [{ kind: 'label', index: state.labels.length, after: label }];
}

/** Keeps the window that the model saw. */
export function setWindow(state: DocumentState, window: DocumentState['window']): Change[] {
  const before = state.window;
  if (isSameWindow(before, window)) return [];
  return [
    { kind: 'window', ...(before === undefined ? {} : { before }), ...(window === undefined ? {} : { after: window }) },
  ];
}
