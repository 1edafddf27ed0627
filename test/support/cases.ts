import type { Case } from '../../src/core/evaluation/case';
import { encodeRunLength } from '../../src/core/mask/runLength';
import { drawnMask } from './drawnMask';

const runs = encodeRunLength(drawnMask('.#', '##'));

/** A case of a Dice, with everything else made up. */
export function caseOf(dice: number, rest: Partial<Case> = {}): Case {
  return {
    set: 'set',
    image: 'images/a.png',
    mask: 'masks/a.png',
    protocol: 'box',
    size: 0.03,
    score: { dice, iou: dice / (2 - dice), nsd: dice, hd95: 10 * (1 - dice) },
    baseline: { dice: 0.5, iou: 1 / 3, nsd: 0.4, hd95: 6 },
    prompt: { points: [] },
    answer: runs,
    reference: runs,
    ...rest,
  };
}
