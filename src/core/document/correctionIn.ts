import { isSameMask } from '../mask/runLength';
import type { Correction } from '../propagation/stretchAround';
import { isHumanWork, type SidecarObject } from '../sidecar/sidecar';
import type { Edit } from './edit';
import type { DocumentState } from './state';

/**
 * The mask that a person has drawn, prompted or changed with an edit; undefined where none is, or several are: those are no
 * correction of a slice.
 * @param state after the edit
 */
export function correctionIn({ objects }: DocumentState, { changes }: Edit): Correction | undefined {
  const corrections = changes.flatMap((change): Correction[] => {
    switch (change.kind) {
      case 'repaint':
        return correctionsOf(objects[change.index], false);
      case 'object': {
        const { before, after } = change;
        const isOther = before === undefined || after === undefined || !isSameMask(before.mask, after.mask);
        return isOther ? correctionsOf(after, before === undefined) : [];
      }
      default:
        return [];
    }
  });
  return corrections.length === 1 ? corrections[0] : undefined;
}

function correctionsOf(object: SidecarObject | undefined, isNew: boolean): Correction[] {
  return object !== undefined && isHumanWork(object) ? [{ object, isNew }] : [];
}
