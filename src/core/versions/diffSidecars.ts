import { areaOf, runOverlap } from '../mask/runLength';
import { volumeOf } from '../image/slicePlace';
import type { Sidecar, SidecarObject } from '../sidecar/sidecar';
import { byId } from './byId';

/**
 * What has changed between two versions of a sidecar, a line for each object: pixels that were added and removed, the Dice
 * coefficient of the two masks, and changes of label and status.
 * @param before undefined where there was no file, as `after` where there is none any more
 */
export function diffSidecars(before: Sidecar | undefined, after: Sidecar | undefined): string[] {
  const [was, is] = [byId(before?.objects), byId(after?.objects)];
  const lines: string[] = [];
  for (const [id, object] of was) if (!is.has(id)) lines.push(`- ${nameOf(object)}: ${areaOf(object.mask)} pixels`);
  for (const [id, object] of is) {
    const old = was.get(id);
    if (old === undefined) lines.push(`+ ${nameOf(object)}: ${areaOf(object.mask)} pixels`);
    else {
      const changes = changesOf(old, object);
      if (changes.length > 0) lines.push(`~ ${nameOf(object)}: ${changes.join(', ')}`);
    }
  }
  if (before?.empty === undefined && after?.empty !== undefined) lines.push('~ accepted as empty');
  if (before?.empty !== undefined && after?.empty === undefined) lines.push('~ no longer accepted as empty');
  return lines;
}

function nameOf(object: SidecarObject): string {
  const volume = volumeOf(object) > 0 ? `, volume ${volumeOf(object) + 1}` : '';
  const place = object.slice > 0 || volume !== '' ? `, slice ${object.slice + 1}${volume}` : '';
  return `${object.label} (object ${object.id}${place})`;
}

function changesOf(old: SidecarObject, object: SidecarObject): string[] {
  return [
    ...(old.label === object.label ? [] : [`label ${old.label} → ${object.label}`]),
    ...(old.status === object.status ? [] : [`${old.status} → ${object.status}`]),
    ...maskChange(old, object),
  ];
}

function maskChange({ mask: old }: SidecarObject, { mask }: SidecarObject): string[] {
  if (JSON.stringify(old) === JSON.stringify(mask)) return [];
  if (old.size.join() !== mask.size.join()) return [`size ${old.size.join('×')} → ${mask.size.join('×')}`];
  const [a, b] = [areaOf(old), areaOf(mask)];
  const { dice } = runOverlap(old, mask);
  const both = Math.round((dice * (a + b)) / 2);
  return [`+${b - both} −${a - both} pixels, Dice ${dice.toFixed(3)}`];
}
