import { Mask } from '../../src/core/mask/mask';

/** A mask from rows of text: `#` is object, everything else background. */
export function drawnMask(...rows: readonly string[]): Mask {
  const data = Uint8Array.from(rows.join(''), (char) => (char === '#' ? 1 : 0));
  return new Mask(rows[0]?.length ?? 0, rows.length, data);
}
