import { UserError } from '../base/error';
import { numberOf, placeAt, type SlicePlace } from '../image/slicePlace';
import { t } from '../text/message';
import type { SidecarObject } from './sidecar';

/** What identifies the slices of a DICOM series. */
export interface SeriesSlices {
  /** In the order of the slices, volume after volume. */
  readonly instances: readonly string[];
  /** Slices of one volume. */
  readonly slices: number;
}

/**
 * Objects, or other pixels, of a DICOM series on the slices that they were drawn on, after files have been added to the series or taken away.
 * @param before the slices when the masks were saved
 * @param now those of the series as it is
 * @param file the sidecar, for messages
 * @throws UserError `conflict` when a slice with masks is gone, or cannot be distinguished from others
 */
export function followSlices<T extends Pick<SidecarObject, 'mask'> & SlicePlace>(
  objects: readonly T[],
  before: SeriesSlices,
  now: SeriesSlices,
  file: string,
): readonly T[] {
  if (isSame(before, now)) return objects;
  return objects.map((object) => {
    const was = numberOf(object, before.slices);
    const instance = before.instances[was]!;
    const is = now.instances.indexOf(instance);
    const isClear = before.instances.indexOf(instance) === was && now.instances.lastIndexOf(instance) === is;
    // Prompts in planes say in which slices they lie.
    const { volume, planePrompts: _, ...rest }: T & Pick<SidecarObject, 'planePrompts'> = object;
    if (is >= 0 && isClear) return { ...rest, ...placeAt(is, now.slices) } as unknown as T;
    const place = `slice ${object.slice + 1}${volume === undefined ? '' : ` of volume ${volume + 1}`}`;
    throw new UserError('conflict', {
      file,
      problem: t`The series has changed: ${place}, which has masks, is missing.`,
      advice: t`Restore its file to the folder, or move the masks elsewhere to start over.`,
    });
  });
}

function isSame(a: SeriesSlices, b: SeriesSlices): boolean {
  return (
    a.slices === b.slices &&
    a.instances.length === b.instances.length &&
    a.instances.every((instance, slice) => instance === b.instances[slice])
  );
}
