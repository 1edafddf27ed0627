import type { Size } from '../geometry/rect';
import { volumeOf, type PlanePlace } from '../image/slicePlace';
import type { LabelSet } from '../labels/labelSet';
import { difference } from '../mask/difference';
import { honourClicks } from '../mask/honourClicks';
import { Mask } from '../mask/mask';
import { encodeRunLength } from '../mask/runLength';
import { isCorrection, isEmptyPrompt, type CandidatePlace, type PlanePrompt, type Prompt } from '../prompt/prompt';
import { inFieldOrder, type SidecarObject, type StoredPlanePrompt } from '../sidecar/sidecar';
import { t } from '../text/message';
import { changedStatus } from './changedStatus';
import type { Change, Edit } from './edit';
import { ensureLabel, setWindow } from './edits';
import { candidateOf, promptOf, proposalOf, storedPrompt } from './newObject';
import type { DocumentState } from './state';
import { objectsAround, writePlane, type LabelInPlane } from './throughPlane';

/** A label in a plane, and what it is prompted with there. */
export interface Prompted extends LabelInPlane {
  readonly prompt: Prompt;
}

/** Prompts of an object in planes. */
export function planePromptsOf({ planePrompts = [] }: Pick<SidecarObject, 'planePrompts'>): readonly PlanePrompt[] {
  return planePrompts.map(({ normal, index, ...stored }) => ({
    ...{ normal, index, prompt: promptOf(stored) },
    ...(stored.candidate === undefined ? {} : { candidate: candidateOf(stored.candidate) }),
  }));
}

/** The prompt of a label in a plane; an empty one where it has none there. All objects that keep one keep the same. */
export function promptInPlane(state: DocumentState, place: PlanePlace, label: string): Prompt {
  const found = objectsAround(state, place)
    .filter((object) => object.label === label)
    .flatMap(planePromptsOf)
    .find((each) => each.normal === place.normal && each.index === place.index);
  return found?.prompt ?? { points: [] };
}

/** Whether a prompt adds clicks to what a label is prompted with in a plane, so that they correct its mask there. */
export function correctsPlane(state: DocumentState, { place, label, prompt }: Prompted, before: Mask): boolean {
  return before.data.includes(1) && isCorrection(promptInPlane(state, place, label), prompt);
}

/**
 * What a label was prompted with in a plane before its prompt there was changed: a box or a point was moved or removed, or another
 * candidate was chosen. Undefined where the prompt adds clicks to it.
 */
export function changedInPlane(state: DocumentState, { place, label, prompt }: Prompted): Prompt | undefined {
  const earlier = promptInPlane(state, place, label);
  return isEmptyPrompt(earlier) || isCorrection(earlier, prompt) ? undefined : earlier;
}

/**
 * The mask of a label in a plane with a model's answer: clicks that correct it change it only where they are, see
 * {@link honourClicks}; the answer to any other prompt is added to it.
 * @param before the mask of the label in the plane
 * @param earlier the answer to the prompt that this one replaces, see {@link changedInPlane}: it is taken back
 */
export function answeredInPlane(
  state: DocumentState,
  prompted: Prompted,
  before: Mask,
  answer: Mask,
  earlier?: Mask,
): Mask {
  const { place, label, prompt } = prompted;
  if (earlier !== undefined || !correctsPlane(state, prompted, before)) {
    const kept = earlier === undefined ? before : difference(before, earlier);
    return new Mask(
      before.width,
      before.height,
      kept.data.map((value, i) => value | answer.data[i]!),
    );
  }
  const known = promptInPlane(state, place, label).points.length;
  return honourClicks(before, answer, prompt.points.slice(known), prompt.points.slice(0, known));
}

/** What the model was, who asked it and when. */
interface Asked {
  readonly model: NonNullable<SidecarObject['model']>;
  readonly by: string;
  readonly at: string;
  readonly window: DocumentState['window'];
  readonly known?: LabelSet;
}

/** What is made of a model's answer. */
interface PlaneAnswer {
  /** Of the label in the plane, see {@link answeredInPlane}. */
  readonly mask: Mask;
  readonly corrects: boolean;
  /** Whether the prompt replaces an earlier one, see {@link changedInPlane}. */
  readonly replaces?: boolean | undefined;
  /** Its place among the answers, where the model has several for clicks. */
  readonly candidate?: CandidatePlace | undefined;
  /** Size of a slice. */
  readonly slice: Size;
}

/**
 * Writes a model's answer to a prompt in a plane into the slices. The objects that it changes or begins keep the prompt, as do
 * those that had one in this plane.
 * @returns an edit without changes when no pixel changes, unless the prompt replaces another one
 */
export function planePromptEdit(
  state: DocumentState,
  { prompt, ...labelled }: Prompted,
  { mask, corrects, replaces = false, candidate, slice }: PlaneAnswer,
  { model, by, at, window, known = [] }: Asked,
): Edit {
  const { place, label } = labelled;
  const title = t`Prompt in a plane: ${label}`;
  const stored: StoredPlanePrompt = { normal: place.normal, index: place.index, ...storedPrompt(prompt, candidate) };
  const signed = { origin: 'human', model, by, at } as const;
  const written = writePlane(
    state,
    { ...labelled, mask, slice },
    {
      changed: (object, changed) => {
        const { quality: _quality, reasons: _reasons, signals: _signals, ...kept } = withPrompt(object, stored);
        const proposal = proposalOf(object);
        const status = changedStatus(object, encodeRunLength(changed), corrects ? 'changed' : 'prompted');
        return { ...kept, ...(proposal === undefined ? {} : { proposal }), status, ...signed };
      },
      begun: ({ mask: runs, ...fields }) => ({
        ...fields,
        ...{ prompt: {}, planePrompts: [stored], mask: runs },
        ...{ status: changedStatus(undefined, runs, 'prompted'), ...signed },
      }),
    },
  );
  if (written.length === 0 && !replaces) return { title, changes: [] };
  const touched = new Set(written.map((change) => (change.kind === 'repaint' ? change.index : -1)));
  const gone = new Set(written.flatMap((change) => (isRemoval(change) ? [change.index] : [])));
  const others = state.objects.flatMap((before, index): Change[] => {
    const keeps = before.label === label && volumeOf(before) === volumeOf(place) && before.locked !== true;
    if (!keeps || touched.has(index) || gone.has(index) || !before.planePrompts?.some(isAt(place))) return [];
    return [{ kind: 'object', index, before, after: withPrompt(before, stored) }];
  });
  return { title, changes: [...ensureLabel(state, label, known), ...others, ...written, ...setWindow(state, window)] };
}

function withPrompt(object: SidecarObject, stored: StoredPlanePrompt): SidecarObject {
  const kept = (object.planePrompts ?? []).filter((each) => !isAt(stored)(each));
  return inFieldOrder({ ...object, planePrompts: [...kept, stored] });
}

function isAt(place: Pick<PlanePlace, 'normal' | 'index'>): (other: Pick<PlanePlace, 'normal' | 'index'>) => boolean {
  return (other) => other.normal === place.normal && other.index === place.index;
}

function isRemoval(change: Change): change is Change & { readonly kind: 'object' } {
  return change.kind === 'object' && change.after === undefined;
}
