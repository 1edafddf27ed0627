import { qualityLevel } from '../quality/level';
import type { SidecarObject } from '../sidecar/sidecar';
import { counted } from '../text/counted';
import { listed, stored, t, type Message, type Text } from '../text/message';
import type { DocumentState } from './state';

/**
 * What a screen reader says of an edit, of an undo or of masks that were read again: which masks were accepted, rejected,
 * deleted, locked or unlocked, the new order of objects, and which new ones are probably wrong, and why.
 */
export function announcementsOf(before: DocumentState, after: DocumentState): readonly Message[] {
  const known = new Map(before.objects.map((object) => [object.id, object]));
  const kept = new Set(after.objects.map(({ id }) => id));
  const became = (status: SidecarObject['status']): readonly SidecarObject[] =>
    after.objects.filter((object) => object.status === status && (known.get(object.id)?.status ?? status) !== status);
  const relocked = (locks: boolean): readonly SidecarObject[] =>
    after.objects.filter(({ id, locked = false }) => {
      const old = known.get(id);
      return old !== undefined && locked === locks && (old.locked ?? false) !== locks;
    });
  const deleted = before.objects.filter(({ id }) => !kept.has(id));
  return [
    ...spoken(became('accepted'), (what) => t`Accepted: ${what}`),
    ...spoken(became('rejected'), (what) => t`Rejected: ${what}`),
    ...spoken(deleted, (what) => t`Deleted: ${what}`),
    ...spoken(relocked(true), (what) => t`Locked: ${what}`),
    ...spoken(relocked(false), (what) => t`Unlocked: ${what}`),
    ...newOrder(before.objects, after.objects),
    ...after.objects.filter((object) => hasBecomeDoubtful(known.get(object.id), object)).map(doubt),
  ];
}

/** Labels of a new order that are spoken, from the front. */
const mostLabels = 8;

/** Where an object is now that has changed its place; where several have, how they follow each other. */
function newOrder(before: readonly SidecarObject[], after: readonly SidecarObject[]): readonly Message[] {
  const first = after.findIndex(({ id }, i) => id !== before[i]?.id);
  const ids = new Set(before.map(({ id }) => id));
  if (first < 0 || before.length !== after.length || !after.every(({ id }) => ids.has(id))) return [];
  const without = (objects: readonly SidecarObject[], moved: SidecarObject): string =>
    JSON.stringify(objects.map(({ id }) => id).filter((id) => id !== moved.id));
  const moved = [before[first]!, after[first]!].find((each) => without(before, each) === without(after, each));
  const count = after.length;
  if (moved !== undefined) {
    const place = count - after.findIndex(({ id }) => id === moved.id);
    return [t`${moved.label}: now ${place} of ${count} from the front`];
  }
  const labels = after.toReversed().map(({ label }) => label);
  return [t`New order from the front: ${listed(labels.slice(0, mostLabels))}`];
}

/** One object by its label, several by their number. */
function spoken([first, ...others]: readonly SidecarObject[], say: (what: Text) => Message): readonly Message[] {
  if (first === undefined) return [];
  return [say(others.length === 0 ? first.label : counted(others.length + 1, 'object'))];
}

function hasBecomeDoubtful(before: SidecarObject | undefined, { quality, status }: SidecarObject): boolean {
  if (quality === undefined || status !== 'draft' || before?.quality === quality) return false;
  return qualityLevel(quality) === 'low';
}

function doubt({ label, quality = 0, reasons = [] }: SidecarObject): Message {
  const value = quality.toFixed(2);
  if (reasons.length === 0) return t`${label}: low quality, ${value}`;
  return t`${label}: low quality, ${value}. The mask ${listed(reasons.map(stored))}`;
}
