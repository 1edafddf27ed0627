import type { Rect } from '../geometry/rect';
import { placeOf, type SlicePlace } from '../image/slicePlace';
import type { LabelSet } from '../labels/labelSet';
import type { Mask } from '../mask/mask';
import { encodePart, replacePart } from '../mask/part';
import { areaOf, encodeRunLength, type RunLengthMask } from '../mask/runLength';
import type { SidecarObject } from '../sidecar/sidecar';
import { t, type Message } from '../text/message';
import { changedStatus } from './changedStatus';
import type { Edit } from './edit';
import { ensureLabel } from './edits';
import { proposalOf } from './newObject';
import { repaintOf } from './repaint';
import { freeId, type DocumentState } from './state';
import { writePlane, type PlaneChange } from './throughPlane';

type Signature = Pick<SidecarObject, 'by' | 'at'>;

/** What a person has drawn in a part of an image. */
interface DrawnPart {
  /** What the undo history calls it, such as “Brush stroke”. */
  readonly act: Message;
  /** Of the frame's size. */
  readonly mask: Mask;
  /** All of the image, or a part of it that holds what has changed. */
  readonly frame: Rect;
}

/**
 * Replaces the mask of an object by one that a person has drawn. The edit holds only the rectangle that has changed. An
 * object without pixels is removed.
 * @param within contains all pixels of the frame that may have changed, in its coordinates
 * @returns an edit without changes when the mask is the same
 */
export function redrawObject(
  state: DocumentState,
  id: string,
  { act, mask, frame, within }: DrawnPart & { readonly within?: Rect | undefined },
  signature: Signature,
): Edit {
  const index = state.objects.findIndex((object) => object.id === id);
  const before = state.objects[index];
  if (before === undefined) throw new RangeError(`There is no object ${id}.`);
  const title = t`${act}: ${before.label}`;
  const whole = replacePart(before.mask, frame, mask);
  if (areaOf(whole) === 0) return { title, changes: [{ kind: 'object', index, before }] };
  const change = repaintOf(index, [before, drawn(before, whole, signature)], { mask, frame, within });
  return { title, changes: change === undefined ? [] : [change] };
}

/** Adds an object that a person has drawn by hand. */
export function drawObject(
  state: DocumentState,
  {
    act,
    mask,
    frame,
    size,
    label,
    ...place
  }: SlicePlace & DrawnPart & { readonly size: readonly [width: number, height: number]; readonly label: string },
  signature: Signature,
  known: LabelSet = [],
): Edit {
  const id = freeId(new Set(state.objects.map((each) => each.id)));
  const stored: SidecarObject['mask'] = { size: [...size], counts: Array.from(encodePart(mask, frame, size).counts) };
  const after = begun({ id, label, ...placeOf(place), mask: stored }, signature);
  return {
    title: t`${act}: ${label}`,
    changes: [...ensureLabel(state, label, known), { kind: 'object', index: state.objects.length, after }],
  };
}

/** Changes a label in a plane across the slices by hand, see {@link writePlane}. An edit without changes when no pixel changes. */
export function redrawPlane(
  state: DocumentState,
  { act, ...change }: PlaneChange & { readonly act: Message },
  signature: Signature,
  known: LabelSet = [],
): Edit {
  const changes = writePlane(state, change, {
    changed: (object, mask) => drawn(object, encodeRunLength(mask), signature),
    begun: (fields) => begun(fields, signature),
  });
  const title = t`${act}: ${change.label}`;
  return { title, changes: changes.length === 0 ? [] : [...ensureLabel(state, change.label, known), ...changes] };
}

/** An object that a person has drawn. */
function begun(
  { mask, ...fields }: Pick<SidecarObject, 'id' | 'label' | 'slice' | 'volume' | 'mask'>,
  signature: Signature,
): SidecarObject {
  const status = changedStatus(undefined, mask, 'changed');
  return { ...fields, prompt: {}, mask, status, origin: 'human', ...signature };
}

/** An object with a mask by hand: reviewed with that, and without an estimate of what the model had made. */
function drawn(object: SidecarObject, mask: RunLengthMask, signature: Signature): SidecarObject {
  const { quality: _quality, reasons: _reasons, signals: _signals, ...kept } = object;
  const proposal = proposalOf(object);
  return {
    ...kept,
    ...(proposal === undefined ? {} : { proposal }),
    status: changedStatus(object, mask, 'changed'),
    origin: 'human',
    ...signature,
  };
}
