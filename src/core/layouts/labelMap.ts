import { drawLabels } from '../mask/labelMap';
import { decodeRunLength } from '../mask/runLength';
import { volumesOf } from '../image/medicalImage';
import { numberOf, volumeOf } from '../image/slicePlace';
import type { SidecarLabel } from '../sidecar/sidecar';
import type { LayoutImage } from './layout';
import { overlapLosses } from './overlaps';

/**
 * An image's masks as one map of label values; later objects cover earlier ones, as in the mask file beside an image.
 * @returns the values, and what is lost: covered pixels, and instances that one value stands for
 */
export function labelMapOf(
  image: LayoutImage,
  labels: readonly SidecarLabel[],
): {
  readonly values: Uint8Array | Uint16Array;
  /** Volumes of the map: all of them, once a mask lies in another than the first. */
  readonly volumes: number;
  readonly losses: readonly string[];
} {
  const byName = new Map(labels.map(({ name, value }) => [name, value]));
  const volumes = image.objects.some((object) => volumeOf(object) > 0) ? volumesOf(image) : 1;
  const drawn = image.objects.map((object) => ({
    slice: numberOf(object, image.slices),
    mask: object.mask,
    value: byName.get(object.label)!,
  }));
  const values = drawLabels(image, image.slices * volumes, drawn);
  let labelled = 0;
  for (const value of values) if (value > 0) labelled++;
  const area = image.objects.reduce((sum, { mask }) => sum + decodeRunLength(mask).area, 0);
  const losses = overlapLosses(area - labelled);
  return { values, volumes, losses: [...losses, ...mergedInstances(image)] };
}

/**
 * A label map with a value for the pixels that are undecided and of no object.
 * @param values of all volumes of the image, or of the first
 * @param value above those of the labels, up to 65535
 * @throws UserError `damaged` where undecided pixels do not fit the map
 */
export function withUndecided(
  { width, height, slices, undecided = [] }: LayoutImage,
  values: Uint8Array | Uint16Array,
  value: number,
): Uint8Array | Uint16Array {
  const drawn = undecided.map(({ mask, ...place }) => ({ slice: numberOf(place, slices), mask, value }));
  const map = drawLabels({ width, height }, values.length / (width * height), drawn);
  for (let i = 0; i < values.length; i++) if (values[i]! > 0) map[i] = values[i]!;
  return map;
}

function mergedInstances({ objects, slices: ofVolume }: LayoutImage): string[] {
  const counts = new Map<string, Map<number, number>>();
  for (const object of objects) {
    const { label } = object;
    const slice = numberOf(object, ofVolume);
    const slices = counts.get(label) ?? new Map<number, number>();
    slices.set(slice, (slices.get(slice) ?? 0) + 1);
    counts.set(label, slices);
  }
  return [...counts]
    .map(([label, slices]) => ({ label, most: Math.max(...slices.values()) }))
    .filter(({ most }) => most > 1)
    .map(({ label, most }) => `${most} objects of “${label}” share one value`);
}
