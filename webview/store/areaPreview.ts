import { areaPixels, withArea } from '../../src/core/image/area/areaPixels';
import { isSamePlace } from '../../src/core/image/slicePlace';
import { areaOfDraft } from '../../src/core/view/drawnArea';
import { traceOutline } from '../../src/core/mask/traceOutline';
import { handTarget } from './handTarget';
import type { AreaPreview, AreaView, Page } from './page';
import { sliceSurface } from './surface';

/** What is being drawn on the slice that is shown. */
export function shownArea({ area, sliceView }: Page): AreaView | undefined {
  const [draft, view] = [area.value, sliceView.value];
  return draft !== undefined && view !== undefined && isSamePlace(draft, view) ? draft : undefined;
}

/** The mask that a wand or a threshold would give; lines say themselves what they enclose. */
export function areaPreview(page: Page): AreaPreview | undefined {
  const draft = shownArea(page);
  if (draft?.tool !== 'wand' && draft?.tool !== 'threshold') return undefined;
  const { objectId, erases } = draft;
  const [hand, drawing] = [handTarget(page, sliceSurface(page), objectId, erases), page.drawing.value];
  const area = drawing && areaOfDraft(draft, drawing);
  if (hand === undefined || drawing === undefined || area === undefined) return undefined;
  const { base, allows } = hand;
  const mask = withArea(base, areaPixels(area, { mask: base, erases, slice: drawing.slice }), { erases, allows });
  return { objectId: hand.target.id, area, shape: { mask, rings: traceOutline(mask) } };
}
