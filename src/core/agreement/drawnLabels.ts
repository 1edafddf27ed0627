import type { SidecarObject } from '../sidecar/sidecar';
import { labelMasks, type LabelMasks } from './labelMasks';

/** What a reader has drawn in an image; undefined where the reader has not read it. */
export type Reading = readonly SidecarObject[] | undefined;

/** What readers have drawn of one label in one volume of an image. */
export interface DrawnLabel extends LabelMasks {
  readonly label: string;
  readonly volume: number;
}

/** The labels that any reader has drawn, volume by volume, in the order of their first masks. One at a time is in memory. */
export function* drawnLabels(readings: readonly Reading[], volumes = 1): Generator<DrawnLabel> {
  const labels = new Set(readings.flatMap((objects = []) => objects.map(({ label }) => label)));
  for (let volume = 0; volume < volumes; volume++) {
    for (const label of labels) {
      const found = labelMasks(drawnBy(readings, label, volume));
      if (found !== undefined) yield { label, volume, ...found };
    }
  }
}

/** The masks of one label in one volume of an image, by reader. */
export function drawnBy(
  readings: readonly Reading[],
  label: string,
  volume: number,
): readonly (readonly SidecarObject[])[] {
  return readings.map((objects = []) =>
    objects.filter((object) => object.label === label && (object.volume ?? 0) === volume),
  );
}
