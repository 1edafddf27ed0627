import { isSamePlace } from '../image/slicePlace';
import { combine, type Combination } from '../mask/cleanUp/combine';
import { splitParts } from '../mask/cleanUp/parts';
import { isSameMask, type RunLengthMask } from '../mask/runLength';
import { inFieldOrder, type SidecarObject } from '../sidecar/sidecar';
import { counted } from '../text/counted';
import { t, type Message, type Text } from '../text/message';
import { changedStatus } from './changedStatus';
import type { Change, Edit } from './edit';
import { proposalOf } from './newObject';
import { findObject, freeId, type DocumentState } from './state';

type Signature = Pick<SidecarObject, 'by' | 'at'>;

/**
 * Replaces the masks of objects. Objects whose mask stays the same are not changed.
 * @param masks by the id of the object
 */
export function reshapeObjects(
  state: DocumentState,
  masks: ReadonlyMap<string, RunLengthMask>,
  title: Message,
  signature: Signature,
): Edit {
  const changes = state.objects.flatMap((before, index): Change[] => {
    const mask = masks.get(before.id);
    if (mask === undefined || isSameMask(mask, before.mask)) return [];
    return [{ kind: 'object', index, before, after: reshaped(before, mask, signature) }];
  });
  return { title, changes };
}

/**
 * Combines an object with others of its slice, one after another.
 * @param keepsOthers whether the others are kept unchanged; otherwise they are removed, as in a merge
 */
export function combineObjects(
  state: DocumentState,
  [id, ...otherIds]: readonly [string, ...string[]],
  { how, keepsOthers }: { readonly how: Combination; readonly keepsOthers: boolean },
  signature: Signature,
): Edit {
  const own = objectOf(state, id);
  const others = otherIds.map((otherId) => objectOf(state, otherId));
  if (others.some((other) => !isSamePlace(own, other))) throw new RangeError('The objects lie on different slices.');
  const what = others.length === 1 ? others[0]!.label : counted(others.length, 'object');
  const title = keepsOthers ? combinations[how](own.label, what) : t`Merge ${what} into ${own.label}`;
  const mask = others.reduce<RunLengthMask>((combined, other) => combine(combined, other.mask, how), own.mask);
  const reshape = reshapeObjects(state, new Map([[id, mask]]), title, signature);
  const removed = others
    .map((before): Change & { kind: 'object' } => ({ kind: 'object', index: state.objects.indexOf(before), before }))
    .sort((a, b) => b.index - a.index);
  return { title, changes: [...reshape.changes, ...(keepsOthers ? [] : removed)] };
}

/** What the undo history calls a combination of an object with others. */
const combinations: Readonly<Record<Combination, (own: string, other: Text) => Message>> = {
  union: (own, other) => t`Add ${other} to ${own}`,
  difference: (own, other) => t`Subtract ${other} from ${own}`,
  intersection: (own, other) => t`Intersect ${own} with ${other}`,
};

/**
 * Turns each 8-connected part of an object into an object. The original keeps the largest part and its place; the others
 * follow it, largest first.
 */
export function splitObject(state: DocumentState, id: string, signature: Signature): Edit {
  const object = objectOf(state, id);
  const title = t`Split ${object.label}`;
  const [first, ...others] = splitParts(object.mask);
  if (first === undefined || others.length === 0) return { title, changes: [] };
  const reshape = reshapeObjects(state, new Map([[id, first]]), title, signature);
  const taken = new Set(state.objects.map((each) => each.id));
  const added = others.map((mask, i): Change => {
    const after = { ...reshaped(object, mask, signature), id: freeId(taken) };
    taken.add(after.id);
    return { kind: 'object', index: state.objects.indexOf(object) + 1 + i, after };
  });
  return { title, changes: [...reshape.changes, ...added] };
}

/** An object whose mask a person has changed: what was estimated and measured of the old mask goes. */
export function reshaped(before: SidecarObject, mask: RunLengthMask, signature: Signature): SidecarObject {
  const { quality: _quality, reasons: _reasons, signals: _signals, ...kept } = before;
  const proposal = proposalOf(before);
  return inFieldOrder({
    ...kept,
    ...(proposal === undefined ? {} : { proposal }),
    mask: { size: [...mask.size], counts: Array.from(mask.counts) },
    status: changedStatus(before, mask, 'changed'),
    origin: 'human',
    ...signature,
  });
}

function objectOf(state: DocumentState, id: string): SidecarObject {
  const object = findObject(state, id);
  if (object === undefined) throw new RangeError(`There is no object ${id}.`);
  return object;
}
