import { numberOf, volumeOf } from '../image/slicePlace';
import type { LayoutImage, LayoutObject } from './layout';

/** Objects of one label in one volume, no two of them on one slice: what formats of volumes call a segment or a structure. */
export interface LayoutSegment {
  readonly label: string;
  /** 0 for the first segment of its label, and one more for each further one. */
  readonly instance: number;
  readonly objects: readonly LayoutObject[];
}

/**
 * The objects of an image as segments: the first of a label on each slice make one, the second another, those of other volumes
 * further ones. Labels come in the order of their first objects.
 */
export function segmentsOf({ objects, slices }: Pick<LayoutImage, 'objects' | 'slices'>): LayoutSegment[] {
  const byLabel = new Map<string, Map<string, LayoutObject[]>>();
  const counts = new Map<string, number>();
  for (const object of objects) {
    const at = JSON.stringify([object.label, numberOf(object, slices)]);
    const instance = counts.get(at) ?? 0;
    counts.set(at, instance + 1);
    const segments = byLabel.get(object.label) ?? new Map<string, LayoutObject[]>();
    byLabel.set(object.label, segments);
    const segment = `${volumeOf(object)} ${instance}`;
    const together = segments.get(segment) ?? [];
    segments.set(segment, together);
    together.push(object);
  }
  return [...byLabel].flatMap(([label, segments]) =>
    [...segments.values()].map((each, instance) => ({ label, instance, objects: each })),
  );
}
