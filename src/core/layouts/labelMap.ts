import { drawLabels } from '../mask/labelMap';
import { decodeRunLength } from '../mask/runLength';
import type { SidecarLabel } from '../sidecar/sidecar';
import type { LayoutImage } from './layout';

/**
 * An image's masks as one map of label values; later objects cover earlier ones, as in the mask file beside an image.
 * @returns the values, and what is lost: covered pixels, and instances that one value stands for
 */
export function labelMapOf(
  image: LayoutImage,
  labels: readonly SidecarLabel[],
): { readonly values: Uint8Array | Uint16Array; readonly losses: readonly string[] } {
  const byName = new Map(labels.map(({ name, value }) => [name, value]));
  const values = drawLabels(
    image,
    image.slices,
    image.objects.map(({ slice, label, mask }) => ({ slice, mask, value: byName.get(label)! })),
  );
  let drawn = 0;
  for (const value of values) if (value > 0) drawn++;
  const area = image.objects.reduce((sum, { mask }) => sum + decodeRunLength(mask).area, 0);
  const losses = area > drawn ? [`${area - drawn} pixels of objects that overlap show only the later one`] : [];
  return { values, losses: [...losses, ...mergedInstances(image)] };
}

function mergedInstances({ objects }: LayoutImage): string[] {
  const counts = new Map<string, Map<number, number>>();
  for (const { label, slice } of objects) {
    const slices = counts.get(label) ?? new Map<number, number>();
    slices.set(slice, (slices.get(slice) ?? 0) + 1);
    counts.set(label, slices);
  }
  return [...counts]
    .map(([label, slices]) => ({ label, most: Math.max(...slices.values()) }))
    .filter(({ most }) => most > 1)
    .map(({ label, most }) => `${most} objects of “${label}” share one value`);
}
