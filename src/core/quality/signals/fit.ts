import { intersectRect, isEmptyRect, rectHeight, rectWidth, type Rect } from '../../geometry/rect';
import { t } from '../../text/message';
import type { Signal } from '../signal';

/** Intersection over union of the prompt's box and the mask's: the model was trained on boxes that objects fill. */
export const fit: Signal = {
  measure: ({ prompt: { box }, closeUp: { bounds } }) => {
    if (box === undefined) return undefined;
    const overlap = intersectRect(box, bounds);
    const both = isEmptyRect(overlap) ? 0 : areaOf(overlap);
    return both / (areaOf(box) + areaOf(bounds) - both);
  },
  reason: () => t`does not fill its box`,
};

function areaOf(rect: Rect): number {
  return rectWidth(rect) * rectHeight(rect);
}
