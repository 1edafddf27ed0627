import type { Rect } from '../geometry/rect';
import { isSamePlace } from '../image/slicePlace';
import type { Mask } from '../mask/mask';
import { decodePart, replacePart } from '../mask/part';
import { changedRect, crop } from '../mask/patch';
import { decodeRunLength, encodeRunLength } from '../mask/runLength';
import { inFieldOrder, type SidecarObject } from '../sidecar/sidecar';
import { staleEdit } from './staleEdit';

type Fields = Partial<Omit<SidecarObject, 'id' | 'mask'>>;

/** One side of a {@link Repaint}. */
interface Painted {
  /** Run lengths of the mask in the changed rectangle. */
  readonly counts: readonly number[];
  /** Those fields of the object that the other side has not, or has otherwise. */
  readonly fields: Fields;
}

/** A mask that changes in a rectangle. It is as large as what has changed, however large the image is. */
export interface Repaint {
  readonly kind: 'repaint';
  /** Place of the object in the list. */
  readonly index: number;
  readonly id: string;
  readonly rect: Rect;
  readonly before: Painted;
  readonly after: Painted;
}

/**
 * @param index place of the object in the list
 * @param after the object with its other fields; its mask is ignored
 * @param mask the new mask in a part of the image that holds all changes, and which pixels of the part may change
 * @returns undefined when no pixel changes
 */
export function repaintOf(
  index: number,
  [before, after]: readonly [SidecarObject, SidecarObject],
  { mask, frame, within }: { readonly mask: Mask; readonly frame: Rect; readonly within?: Rect | undefined },
): Repaint | undefined {
  if (before.id !== after.id || !isSamePlace(before, after)) throw new RangeError('These are not the same object.');
  const old = decodePart(before.mask, frame);
  const changed = changedRect(old, mask, within);
  if (changed === undefined) return undefined;
  const { x0, y0 } = frame;
  const rect = { x0: changed.x0 + x0, y0: changed.y0 + y0, x1: changed.x1 + x0, y1: changed.y1 + y0 };
  const painted = (from: Mask, fields: Fields): Painted => ({ counts: runsIn(from, changed), fields });
  return {
    kind: 'repaint',
    index,
    id: before.id,
    rect,
    before: painted(old, fieldsUnlike(before, after)),
    after: painted(mask, fieldsUnlike(after, before)),
  };
}

/** @throws UserError `conflict` when the object is another one, or looks otherwise in the rectangle */
export function applyRepaint(object: SidecarObject | undefined, { id, rect, before, after }: Repaint): SidecarObject {
  if (object?.id !== id) throw staleEdit();
  const [width, height] = object.mask.size;
  if (rect.x1 > width || rect.y1 > height) throw staleEdit();
  const { counts } = encodeRunLength(decodePart(object.mask, rect));
  if (counts.length !== before.counts.length || counts.some((count, i) => count !== before.counts[i]))
    throw staleEdit();
  const size = [rect.x1 - rect.x0, rect.y1 - rect.y0] as const;
  const changed = replacePart(object.mask, rect, decodeRunLength({ size, counts: after.counts }));
  const kept = Object.entries(object).filter(([name]) => !(name in before.fields));
  return inFieldOrder({
    ...(Object.fromEntries(kept) as SidecarObject),
    ...after.fields,
    mask: { size: [...changed.size], counts: Array.from(changed.counts) },
  });
}

function runsIn(mask: Mask, rect: Rect): readonly number[] {
  return encodeRunLength(crop(mask, rect)).counts;
}

function fieldsUnlike(object: SidecarObject, other: SidecarObject): Fields {
  const others = new Map(Object.entries(other));
  const unlike = Object.entries(object).filter(
    ([name, value]) => name !== 'mask' && JSON.stringify(value) !== JSON.stringify(others.get(name)),
  );
  return Object.fromEntries(unlike);
}
