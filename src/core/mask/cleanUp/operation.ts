import type { Mask } from '../mask';
import type { RunLengthMask } from '../runLength';
import { inTiles } from './inTiles';
import { close, grow, marginOf, open, shrink, type PixelSize } from './morphology';
import { fillHoles, keepLargest, removeIslands } from './parts';
import { smooth, smoothReach } from './smooth';

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

/** Cleans up a mask, of which only pieces are ever drawn. */
export function cleanUp(mask: RunLengthMask, operation: CleanUp): RunLengthMask {
  switch (operation.kind) {
    case 'fillHoles':
      return fillHoles(mask);
    case 'keepLargest':
      return keepLargest(mask);
    case 'removeIslands':
      return removeIslands(mask, operation.least);
    default: {
      const { kind, distance, size } = operation;
      return inTiles(mask, reachOf(operation), (part) => borderOperations[kind](part, distance, size));
    }
  }
}

/** Columns and rows beyond which no pixel has a say in what becomes of one. */
function reachOf({ kind, distance, size }: Extract<CleanUp, { readonly distance: number }>): number {
  if (kind === 'smooth') return smoothReach(distance, size);
  const once = marginOf(distance, size);
  return kind === 'open' || kind === 'close' ? 2 * once : once;
}
