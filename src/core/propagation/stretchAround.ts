import { volumeOf } from '../image/slicePlace';
import { isHumanWork, type SidecarObject } from '../sidecar/sidecar';
import { objectsOfVolume } from './followObjects';
import { isPropagated, type SliceSpan } from './propagated';

/** An object that a person has corrected. */
export interface Correction {
  readonly object: SidecarObject;
  /** Whether it was added, not changed. */
  readonly isNew: boolean;
}

/**
 * The slices to propagate again after a correction: those between its slice and the nearest masks of the label on both sides
 * that a person answers for. Where there is none, they reach to the last mask that was propagated; beyond an object that was
 * added past that one, to the end of the volume, since the label continues there.
 *
 * @param objects of the image, with the corrected one
 * @param slices of a volume
 * @returns undefined where nothing was propagated between these slices, and where there is one slice alone
 */
export function stretchAround(
  objects: readonly SidecarObject[],
  { object, isNew }: Correction,
  slices: number,
): SliceSpan | undefined {
  if (slices < 2) return undefined;
  const volume = volumeOf(object);
  const alike = objectsOfVolume(objects, volume).filter(
    ({ id, label, status }) => id !== object.id && label === object.label && status !== 'rejected',
  );
  const slicesOf = (which: (other: SidecarObject) => boolean): number[] =>
    alike.filter(which).map(({ slice }) => slice);
  const [touched, propagated] = [slicesOf(isHumanWork), slicesOf(isPropagated)];
  const isPast = isNew && !propagated.includes(object.slice);
  const end = (step: 1 | -1): number => {
    const ahead = (slice: number): boolean => (slice - object.slice) * step > 0;
    const [nearest, reached] = [touched.filter(ahead), propagated.filter(ahead)];
    if (nearest.length > 0) return step > 0 ? Math.min(...nearest) : Math.max(...nearest);
    if (reached.length > 0) return step > 0 ? Math.max(...reached) : Math.min(...reached);
    if (isPast) return step > 0 ? slices - 1 : 0;
    return object.slice;
  };
  const [from, to] = [end(-1), end(1)];
  return propagated.some((slice) => slice >= from && slice <= to) ? { volume, from, to } : undefined;
}
