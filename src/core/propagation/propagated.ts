import { volumeOf } from '../image/slicePlace';
import { isHumanWork, type SidecarObject } from '../sidecar/sidecar';

/** Slices of a volume, both ends included. */
export interface SliceSpan {
  readonly volume: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Whether propagation makes an object again: it has made it, and no person has changed, judged or locked it since. What a run, an
 * assistant or a taught label has found is no part of it.
 */
export function isPropagated(object: SidecarObject): boolean {
  const { run, source, model } = object;
  return !isHumanWork(object) && run === undefined && source === undefined && model !== undefined;
}

/** The objects that make way when a label is propagated again through some slices. */
export function replacedIn(
  objects: readonly SidecarObject[],
  label: string,
  { volume, from, to }: SliceSpan,
): readonly SidecarObject[] {
  return objects.filter((object) => {
    const isThere = volumeOf(object) === volume && object.slice >= from && object.slice <= to;
    return isThere && object.label === label && isPropagated(object);
  });
}
