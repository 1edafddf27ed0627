import { rectOf, type Rect, type Size } from '../geometry/rect';
import { volumeOf, type PlanePlace } from '../image/slicePlace';
import { Mask } from '../mask/mask';
import { planeMask } from '../mask/planeMask';
import { boundsOf, decodeRunLength, encodeRunLength } from '../mask/runLength';
import type { SidecarObject } from '../sidecar/sidecar';
import type { Change } from './edit';
import { repaintOf } from './repaint';
import { freeId, type DocumentState } from './state';

/** The objects of a volume that are not rejected. */
export function objectsAround({ objects }: DocumentState, place: PlanePlace): readonly SidecarObject[] {
  return objects.filter((object) => object.status !== 'rejected' && volumeOf(object) === volumeOf(place));
}

/** A label in a plane across the slices. */
export interface LabelInPlane {
  readonly place: PlanePlace;
  readonly label: string;
  /** Ids of objects that are left out of view, and so left alone; none when absent. */
  readonly hidden?: ReadonlySet<string> | undefined;
}

/** The objects of a label that are changed in a plane: neither rejected nor locked nor hidden. */
export function ownInPlane(state: DocumentState, { place, label, hidden }: LabelInPlane): readonly SidecarObject[] {
  return objectsAround(state, place).filter(
    (object) => object.label === label && object.locked !== true && hidden?.has(object.id) !== true,
  );
}

/** The mask of a label in a plane, as far as it is changed there. @param size see {@link planeMask} */
export function labelInPlane(state: DocumentState, label: LabelInPlane, size: Size): Mask {
  return planeMask(ownInPlane(state, label), label.place, size);
}

/** What becomes of a label in a plane. */
export interface PlaneChange extends LabelInPlane {
  /** In the plane, see {@link planeMask}. */
  readonly mask: Mask;
  /** Size of a slice. */
  readonly slice: Size;
}

/** What becomes of an object. */
interface Making {
  /** The fields of an object that gets another mask; its own mask is ignored. */
  changed(object: SidecarObject, mask: Mask): SidecarObject;
  /** A new object. */
  begun(fields: Pick<SidecarObject, 'id' | 'label' | 'slice' | 'volume' | 'mask'>): SidecarObject;
}

/**
 * Writes the mask of a label in a plane into the slices, see {@link ownInPlane}. Pixels that go are taken from all objects of the
 * label; pixels that come are given to the nearest one of their slice, or to a new one where the slice has none. Objects without
 * pixels are removed.
 */
export function writePlane(
  state: DocumentState,
  { mask, slice: size, ...labelled }: PlaneChange,
  making: Making,
): Change[] {
  const { place, label } = labelled;
  const own = ownInPlane(state, labelled);
  const before = planeMask(own, place, mask);
  const repaints: Change[] = [];
  const removals: (Change & { readonly index: number })[] = [];
  const begun: SidecarObject[] = [];
  const taken = new Set(state.objects.map(({ id }) => id));
  for (let slice = 0; slice < mask.height; slice++) {
    const row = (from: Mask): Uint8Array => from.data.subarray(slice * mask.width, (slice + 1) * mask.width);
    const line = changedLine(row(before), row(mask), place, size);
    if (line === undefined) continue;
    const here = own.filter((object) => object.slice === slice);
    const nearest = nearestTo(here, line);
    for (const object of here) {
      const changed = decodeRunLength(object.mask);
      for (const at of line.removed) changed.data[at] = 0;
      if (object === nearest) for (const at of line.added) changed.data[at] = 1;
      const index = state.objects.indexOf(object);
      if (!changed.data.includes(1)) {
        removals.push({ kind: 'object', index, before: object });
        continue;
      }
      const repaint = repaintOf(index, [object, making.changed(object, changed)], {
        ...{ mask: changed, frame: rectOf(changed), within: line.within },
      });
      if (repaint !== undefined) repaints.push(repaint);
    }
    if (nearest !== undefined || line.added.length === 0) continue;
    const drawn = new Mask(size.width, size.height);
    for (const at of line.added) drawn.data[at] = 1;
    const id = freeId(taken);
    taken.add(id);
    const { size: stored, counts } = encodeRunLength(drawn);
    const volume = volumeOf(place);
    begun.push(
      making.begun({
        ...{ id, label, slice, ...(volume === 0 ? {} : { volume }) },
        mask: { size: [...stored], counts: [...counts] },
      }),
    );
  }
  const kept = state.objects.length - removals.length;
  return [
    ...repaints,
    ...removals.sort((a, b) => b.index - a.index),
    ...begun.map((after, i): Change => ({ kind: 'object', index: kept + i, after })),
  ];
}

/** What changes of one slice. */
interface ChangedLine {
  /** Pixels by their index in the slice. */
  readonly added: readonly number[];
  readonly removed: readonly number[];
  /** Holds them all. */
  readonly within: Rect;
}

function changedLine(
  before: Uint8Array,
  after: Uint8Array,
  { normal, index }: PlanePlace,
  { width }: Size,
): ChangedLine | undefined {
  const [added, removed]: [number[], number[]] = [[], []];
  let [first, last] = [-1, -1];
  for (let i = 0; i < after.length; i++) {
    if (after[i] === before[i]) continue;
    if (first < 0) first = i;
    last = i;
    (after[i] === 1 ? added : removed).push(normal === 0 ? i * width + index : index * width + i);
  }
  if (first < 0) return undefined;
  const within =
    normal === 0
      ? { x0: index, x1: index + 1, y0: first, y1: last + 1 }
      : { x0: first, x1: last + 1, y0: index, y1: index + 1 };
  return { added, removed, within };
}

/** The object whose bounds are nearest to a line; the topmost of several. */
function nearestTo(objects: readonly SidecarObject[], { within }: ChangedLine): SidecarObject | undefined {
  if (objects.length < 2) return objects[0];
  const gap = (a0: number, a1: number, b0: number, b1: number): number => Math.max(b0 - a1, a0 - b1, 0);
  const distances = objects.map(({ mask }) => {
    const { x0, y0, x1, y1 } = boundsOf(mask) ?? within;
    return Math.hypot(gap(x0, x1, within.x0, within.x1), gap(y0, y1, within.y0, within.y1));
  });
  return objects[distances.lastIndexOf(Math.min(...distances))];
}
