import { worstSlice } from '../evaluation/volumeUser';
import type { SlicePlace } from '../image/slicePlace';
import type { MaskVolume } from '../mask/maskVolume';
import { overlap } from '../metrics/overlap';
import { surfaceDistance } from '../metrics/surfaceDistance';
import { volumeSurfaceDistance } from '../metrics/volumeSurfaceDistance';
import type { SidecarObject } from '../sidecar/sidecar';
import { labelMasks, type DrawnMask } from './labelMasks';

/** Two of the readers, by their places among all. */
export type ReaderPair = readonly [one: number, other: number];

/** What a comparison has to know of an image. */
export interface ReadImage {
  /** Path relative to the folders of the readers, with `/`. */
  readonly image: string;
  readonly width: number;
  readonly height: number;
  /** Slices of one volume. */
  readonly slices: number;
  readonly volumes?: number | undefined;
  /** Size of a voxel [across, down, through] in the unit of distances; 1, so that they are in pixels, when left out. */
  readonly spacing?: readonly [number, number, number];
}

/** What a reader has drawn in an image; undefined where the reader has not read it. */
export type Reading = readonly SidecarObject[] | undefined;

/** One label in one volume of an image that both readers have read and at least one has drawn it in. */
export interface AgreementCase extends SlicePlace {
  readonly image: string;
  readonly label: string;
  readonly readers: ReaderPair;
  /** Which of the two have drawn it. */
  readonly drawn: readonly [one: boolean, other: boolean];
  /** Dice coefficient, 0 to 1; 0 where one has not drawn it. */
  readonly dice: number;
  /** 95th percentile of the Hausdorff distance, where both have drawn it. */
  readonly hd95?: number;
}

/** The pairs among readers, in order. */
export function pairsOf(readers: readonly unknown[]): ReaderPair[] {
  return readers.flatMap((_, one) => readers.slice(one + 1).map((_each, i): ReaderPair => [one, one + 1 + i]));
}

/** The labels of an image that a reader has drawn, in the order of their first masks. */
export function labelsIn(readings: readonly Reading[]): string[] {
  return [...new Set(readings.flatMap((objects = []) => objects.map(({ label }) => label)))];
}

/** The masks of one label in one volume of an image, by reader. */
export function drawnBy(
  readings: readonly Reading[],
  label: string,
  volume: number,
): readonly (readonly DrawnMask[])[] {
  return readings.map((objects = []) =>
    objects.filter((object) => object.label === label && (object.volume ?? 0) === volume),
  );
}

/** Compares what readers have drawn in an image, pair by pair. Volumes are compared in three dimensions. @param readings one for each reader */
export function compareReadings(image: ReadImage, readings: readonly Reading[]): AgreementCase[] {
  const pairs = pairsOf(readings).filter((pair) => pair.every((reader) => readings[reader] !== undefined));
  const volumes = Array.from({ length: image.volumes ?? 1 }, (_, volume) => volume);
  return volumes.flatMap((volume) =>
    labelsIn(readings).flatMap((label) => {
      const found = labelMasks(drawnBy(readings, label, volume));
      if (found === undefined) return [];
      const { cuboid, masks } = found;
      return pairs.flatMap((readers) => {
        const [one, other] = [masks[readers[0]]!, masks[readers[1]]!];
        const drawn = [one, other].map(({ data }) => data.includes(1)) as [boolean, boolean];
        if (!drawn[0] && !drawn[1]) return [];
        return {
          ...{ image: image.image, label, readers, drawn },
          slice: cuboid.z0 + (worstSlice(one, other) ?? 0),
          ...(volume === 0 ? {} : { volume }),
          dice: drawn[0] && drawn[1] ? overlap(one, other).dice : 0,
          ...(drawn[0] && drawn[1] ? { hd95: distance(one, other, image) } : {}),
        };
      });
    }),
  );
}

/** @param one,other parts of the masks that hold all of them, so that the distance is that of the whole */
function distance(one: MaskVolume, other: MaskVolume, { slices, spacing = [1, 1, 1] }: ReadImage): number {
  if (slices > 1) return volumeSurfaceDistance(one, other, { tolerance: 0, spacing }).hd95;
  const [across, down] = spacing;
  return surfaceDistance(one.slice(0), other.slice(0), { tolerance: 0, spacing: [across, down] }).hd95;
}
