import { placeOf, type SlicePlace } from '../image/slicePlace';
import { boundsOf, type RunLengthMask } from '../mask/runLength';
import type { SidecarObject, UndecidedPixels } from '../sidecar/sidecar';
import type { Undecided } from './layout';

export interface ImportedObject extends SlicePlace {
  readonly label: string;
  readonly mask: RunLengthMask;
  /** Who made it: a person's mask counts as accepted, a model's is unreviewed. */
  readonly origin: SidecarObject['origin'];
  /** Name of the file that the mask comes from. */
  readonly from: string;
  /** Who imports it. */
  readonly by: string;
  readonly at: Date;
}

/**
 * An object as the sidecar stores it, from a mask that something else has made. Its prompt is the box around it, so that it
 * can be changed like any other.
 * @returns undefined for an empty mask
 */
export function importedObject(id: string, imported: ImportedObject): SidecarObject | undefined {
  const { label, mask, origin, from, by, at } = imported;
  const bounds = boundsOf(mask);
  if (bounds === undefined) return undefined;
  return {
    id,
    label,
    ...placeOf(imported),
    prompt: { box: [bounds.x0, bounds.y0, bounds.x1, bounds.y1] },
    mask: { size: [...mask.size], counts: Array.from(mask.counts) },
    status: origin === 'human' ? 'accepted' : 'draft',
    origin,
    imported: from,
    by,
    at: at.toISOString(),
  };
}

/** Undecided pixels as the sidecar stores them. */
export function importedUndecided({ mask, ...place }: Undecided): UndecidedPixels {
  return { ...placeOf(place), mask: { size: [...mask.size], counts: Array.from(mask.counts) } };
}
