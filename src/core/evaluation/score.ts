import type { Mask } from '../mask/mask';
import type { MaskVolume } from '../mask/maskVolume';
import { overlap, type Overlap } from '../metrics/overlap';
import { surfaceDistance, type SurfaceDistance, type SurfaceOptions } from '../metrics/surfaceDistance';
import { volumeSurfaceDistance, type VolumeSurfaceOptions } from '../metrics/volumeSurfaceDistance';

/** How well a mask matches its reference, by area and by surface. */
export interface Score extends Overlap, SurfaceDistance {}

/** The numbers of a {@link Score}, in the order of reports. */
export const metrics = ['dice', 'iou', 'nsd', 'hd95'] as const satisfies readonly (keyof Score)[];

/** @throws RangeError when the masks differ in size */
export function score(answer: Mask, reference: Mask, options: SurfaceOptions): Score {
  return { ...overlap(answer, reference), ...surfaceDistance(answer, reference, options) };
}

/** As {@link score}, in three dimensions. */
export function scoreVolume(answer: MaskVolume, reference: MaskVolume, options: VolumeSurfaceOptions): Score {
  return { ...overlap(answer, reference), ...volumeSurfaceDistance(answer, reference, options) };
}
