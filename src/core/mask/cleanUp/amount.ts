import type { PixelSize } from './morphology';
import type { VoxelSize } from './volume/smooth';

/** A number that a person typed, in pixels or millimetres; for areas in square, for volumes in cubic ones. */
export interface Amount {
  readonly value: number;
  readonly unit: 'px' | 'mm';
}

const form = /^\s*(?<value>\d+(?:[.,]\d+)?|[.,]\d+)\s*(?:(?<unit>px|mm)[²2³3]?)?\s*$/i;

/**
 * Reads “2”, “2 px”, “1.5 mm”, “1,5mm”, “3 mm²” or “3 mm³”. A number alone is pixels.
 * @returns undefined for anything else, and for 0
 */
export function parseAmount(text: string): Amount | undefined {
  const { value, unit = 'px' } = form.exec(text)?.groups ?? {};
  const number = Number(value?.replace(',', '.'));
  return number > 0 ? { value: number, unit: unit.toLowerCase() as Amount['unit'] } : undefined;
}

/** The size of a pixel in the unit of an amount. @returns undefined for millimetres of an image that has no scale */
export function sizeIn(unit: Amount['unit'], spacing: PixelSize | undefined): PixelSize | undefined {
  return unit === 'px' ? [1, 1] : spacing;
}

/** An area as a number of pixels, rounded up. @returns undefined for square millimetres of an image that has no scale */
export function pixelsOf({ value, unit }: Amount, spacing: PixelSize | undefined): number | undefined {
  const size = sizeIn(unit, spacing);
  return size && Math.ceil(value / (size[0] * size[1]));
}

/** A volume as a number of voxels, rounded up. @returns undefined for cubic millimetres of a volume that has no scale */
export function voxelsOf({ value, unit }: Amount, spacing: VoxelSize | undefined): number | undefined {
  if (unit === 'px') return Math.ceil(value);
  return spacing && Math.ceil(value / (spacing[0] * spacing[1] * spacing[2]));
}
