import type { Message } from '../../text/message';
import type { StackAxis } from './stack';

/** What the description of the first page says beyond the fields. */
export interface Metadata {
  /** [across, down] in mm. */
  readonly pixelSpacing?: readonly [number, number];
  /** Axes along which images follow each other, the fastest first. */
  readonly axes?: readonly StackAxis[];
  /** Pages of the images in their order, where they are not the first ones of the file. */
  readonly pages?: readonly number[];
  /** Images that follow each other behind the first page's, without pages of their own. */
  readonly images?: number;
  /** From stored to calibrated values. */
  readonly slope?: number;
  readonly intercept?: number;
  readonly unit?: string;
  /** Of the objective of a slide scanner. */
  readonly magnification?: number;
  readonly remarks?: readonly Message[];
}

/** A pixel's size in mm where both sides are known. */
export function knownSpacing(across: number, down: number): Pick<Metadata, 'pixelSpacing'> {
  const known = [across, down].every((size) => Number.isFinite(size) && size > 0);
  return known ? { pixelSpacing: [across, down] } : {};
}
