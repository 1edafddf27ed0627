import { combine } from '../mask/cleanUp/combine';
import type { SliceMask } from '../mask/cleanUp/volume/operation';
import { placeOf, volumeOf } from '../image/slicePlace';
import { isSameMask } from '../mask/runLength';
import type { SidecarObject } from '../sidecar/sidecar';
import type { Message } from '../text/message';
import type { Change, Edit } from './edit';
import { reshaped } from './reshape';
import { freeId, type DocumentState } from './state';

/** The objects that together are one in three dimensions: those of a label in a volume that are not rejected. */
export function objectsThrough({ objects }: DocumentState, object: SidecarObject): readonly SidecarObject[] {
  return objects.filter(
    (other) => other.label === object.label && volumeOf(other) === volumeOf(object) && other.status !== 'rejected',
  );
}

/**
 * Replaces the masks of an object through its volume. Of several objects on a slice each keeps what is left of it, and what is
 * added belongs to the first; objects of which nothing is left are removed, and slices that had none get one. Locked ones stay.
 * @param masks those of all slices that hold something, one for each slice
 */
export function reshapeVolume(
  state: DocumentState,
  object: SidecarObject,
  masks: readonly SliceMask[],
  title: Message,
  signature: Pick<SidecarObject, 'by' | 'at'>,
): Edit {
  const own = objectsThrough(state, object);
  const result = new Map(masks.map(({ slice, mask }) => [slice, mask]));
  const [changed, removed]: [Change[], Change[]] = [[], []];
  for (const slice of new Set(own.map((each) => each.slice))) {
    const all = result.get(slice);
    const here = own.filter((each) => each.slice === slice);
    let added = all;
    for (const each of here) added = added && combine(added, each.mask, 'difference');
    for (const [i, before] of here.filter(({ locked }) => locked !== true).entries()) {
      const index = state.objects.indexOf(before);
      const kept = all && combine(before.mask, all, 'intersection');
      const mask = kept && i === 0 && added ? combine(kept, added, 'union') : kept;
      if (mask === undefined || mask.counts.length < 2) removed.push({ kind: 'object', index, before });
      else if (!isSameMask(mask, before.mask)) {
        changed.push({ kind: 'object', index, before, after: reshaped(before, mask, signature) });
      }
    }
  }
  const taken = new Set(state.objects.map(({ id }) => id));
  const fresh = masks.filter(({ slice }) => !own.some((each) => each.slice === slice));
  const added = fresh.map(({ slice, mask }, i): Change => {
    const id = freeId(taken);
    taken.add(id);
    const after: SidecarObject = {
      ...{ id, label: object.label, ...placeOf({ slice, volume: object.volume }), prompt: {} },
      mask: { size: [...mask.size], counts: Array.from(mask.counts) },
      ...{ status: 'corrected', origin: 'human', ...signature },
    };
    return { kind: 'object', index: state.objects.length - removed.length + i, after };
  });
  const fromTheEnd = removed.toSorted((a, b) => indexOf(b) - indexOf(a));
  return { title, changes: [...changed, ...fromTheEnd, ...added] };
}

function indexOf(change: Change): number {
  return 'index' in change ? change.index : 0;
}
