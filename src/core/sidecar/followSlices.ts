import { UserError } from '../base/error';
import type { SidecarObject } from './sidecar';

/**
 * Objects of a DICOM series on the slices that they were drawn on, after files have been added to the series or taken away.
 * @param before what told the slices apart when the masks were saved, in their order
 * @param now the same of the series as it is
 * @param file the sidecar, for messages
 * @throws UserError `conflict` when a slice with masks is gone, or cannot be told from others
 */
export function followSlices(
  objects: readonly SidecarObject[],
  before: readonly string[],
  now: readonly string[],
  file: string,
): readonly SidecarObject[] {
  if (before.length === now.length && before.every((instance, slice) => instance === now[slice])) return objects;
  return objects.map((object) => {
    const instance = before[object.slice]!;
    const slice = now.indexOf(instance);
    const isClear = before.indexOf(instance) === object.slice && now.lastIndexOf(instance) === slice;
    if (slice >= 0 && isClear) return { ...object, slice };
    throw new UserError('conflict', {
      file,
      problem: `The series has changed: slice ${object.slice + 1}, which has masks, is no longer there.`,
      advice: 'Put its file back into the folder, or move the masks away to start anew.',
    });
  });
}
