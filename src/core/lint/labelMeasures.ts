import { voxelToPatient } from '../geometry/volumeGeometry';
import { volumesOf, type ImageInfo } from '../image/medicalImage';
import type { LabelFacts } from './facts';
import type { MaskMeasure } from './measureMask';

interface Sums {
  area: number;
  x: number;
  y: number;
  z: number;
  value: number;
  parts: number;
  holes: number;
  isFaulty: boolean;
}

/** Gathers what is measured of the objects of an image, by label. */
export class LabelMeasures {
  readonly #sums = new Map<string, Sums>();

  /** @param isFaulty whether the mask is wrong by itself */
  add(label: string, slice: number, measure: MaskMeasure, isFaulty = false): void {
    const { area, sumX, sumY, sumValue, parts, holes } = measure;
    const sums = this.#sums.get(label) ?? { area: 0, x: 0, y: 0, z: 0, value: 0, parts: 0, holes: 0, isFaulty };
    this.#sums.set(label, sums);
    sums.isFaulty ||= isFaulty;
    sums.area += area;
    sums.x += sumX;
    sums.y += sumY;
    sums.z += area * (slice + 0.5);
    sums.value += sumValue;
    sums.parts = Math.max(sums.parts, parts);
    sums.holes = Math.max(sums.holes, holes);
  }

  /** Labels without a pixel are left out. */
  of(info: ImageInfo): LabelFacts[] {
    const { width, height, slices, geometry } = info;
    const pixels = width * height * slices * volumesOf(info);
    const unit = unitSize(info);
    return [...this.#sums].flatMap(([label, { area, x, y, z, value, parts, holes, isFaulty }]) => {
      if (area === 0) return [];
      const [cx, cy, cz] = [x / area, y / area, z / area];
      const leftwards = geometry && voxelToPatient(geometry, [cx - 0.5, cy - 0.5, cz - 0.5])[0];
      return [
        {
          ...{ label, area, parts, holes, isFaulty, share: area / pixels, value: value / area },
          centre: [cx / width, cy / height, cz / slices] as const,
          ...(unit === undefined ? {} : { size: area * unit }),
          ...(leftwards === undefined ? {} : { leftwards }),
        },
      ];
    });
  }
}

/** Size of a pixel in mm², of a voxel in mm³. */
function unitSize({ slices, geometry, pixelSpacing }: ImageInfo): number | undefined {
  if (slices > 1) return geometry && geometry.spacing[0] * geometry.spacing[1] * geometry.spacing[2];
  const [across, down] = pixelSpacing ?? geometry?.spacing ?? [];
  return across === undefined || down === undefined ? undefined : across * down;
}
