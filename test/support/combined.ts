import { combine as combineRuns, type Combination } from '../../src/core/mask/cleanUp/combine';
import type { Mask } from '../../src/core/mask/mask';
import { decodeRunLength, encodeRunLength } from '../../src/core/mask/runLength';

/** Combines masks that are drawn. */
export function combine(a: Mask, b: Mask, how: Combination): Mask {
  return decodeRunLength(combineRuns(encodeRunLength(a), encodeRunLength(b), how));
}
