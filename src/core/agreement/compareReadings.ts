import { worstSlice } from '../evaluation/volumeUser';
import type { SlicePlace } from '../image/slicePlace';
import type { MaskVolume } from '../mask/maskVolume';
import { overlap } from '../metrics/overlap';
import { surfaceDistance } from '../metrics/surfaceDistance';
import { volumeSurfaceDistance } from '../metrics/volumeSurfaceDistance';
import { drawnLabels, type Reading } from './drawnLabels';

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

/** Compares what readers have drawn in an image, pair by pair. Volumes are compared in three dimensions. @param readings one for each reader */
export function compareReadings(image: ReadImage, readings: readonly Reading[]): AgreementCase[] {
  const pairs = pairsOf(readings).filter((pair) => pair.every((reader) => readings[reader] !== undefined));
  const cases: AgreementCase[] = [];
  for (const { label, volume, cuboid, masks } of drawnLabels(readings, image.volumes)) {
    for (const readers of pairs) {
      const [one, other] = [masks[readers[0]]!, masks[readers[1]]!];
      const drawn = [one, other].map(({ data }) => data.includes(1)) as [boolean, boolean];
      if (!drawn[0] && !drawn[1]) continue;
      cases.push({
        ...{ image: image.image, label, readers, drawn },
        slice: cuboid.z0 + (worstSlice(one, other) ?? 0),
        ...(volume === 0 ? {} : { volume }),
        dice: drawn[0] && drawn[1] ? overlap(one, other).dice : 0,
        ...(drawn[0] && drawn[1] ? { hd95: distance(one, other, image) } : {}),
      });
    }
  }
  return cases;
}

/** @param one,other parts of the masks that hold all of them, so that the distance is that of the whole */
function distance(one: MaskVolume, other: MaskVolume, { slices, spacing = [1, 1, 1] }: ReadImage): number {
  if (slices > 1) return volumeSurfaceDistance(one, other, { tolerance: 0, spacing }).hd95;
  const [across, down] = spacing;
  return surfaceDistance(one.slice(0), other.slice(0), { tolerance: 0, spacing: [across, down] }).hd95;
}
