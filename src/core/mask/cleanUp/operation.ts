import type { Mask } from '../mask';
import { close, grow, open, shrink, type PixelSize } from './morphology';
import { fillHoles, keepLargest, removeIslands } from './parts';
import { smooth } from './smooth';

/** What can be measured along a border: a distance, in the unit of the pixel's size. */
export type BorderOperation = 'smooth' | 'grow' | 'shrink' | 'open' | 'close';

/** A clean-up of one mask, as data. */
export type CleanUp =
  | { readonly kind: 'fillHoles' | 'keepLargest' }
  | { readonly kind: 'removeIslands'; /** Pixels. */ readonly least: number }
  | { readonly kind: BorderOperation; readonly distance: number; readonly size: PixelSize };

const borderOperations = { smooth, grow, shrink, open, close } as const satisfies Record<
  BorderOperation,
  (mask: Mask, distance: number, size: PixelSize) => Mask
>;

/** @returns a new mask of the same size */
export function cleanUp(mask: Mask, operation: CleanUp): Mask {
  switch (operation.kind) {
    case 'fillHoles':
      return fillHoles(mask);
    case 'keepLargest':
      return keepLargest(mask);
    case 'removeIslands':
      return removeIslands(mask, operation.least);
    default:
      return borderOperations[operation.kind](mask, operation.distance, operation.size);
  }
}
