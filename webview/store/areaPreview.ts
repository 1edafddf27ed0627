import { areaPixels, withArea } from '../../src/core/image/area/areaPixels';
import { areaOfDraft } from '../../src/core/view/drawnArea';
import { traceOutline } from '../../src/core/mask/traceOutline';
import { handTarget } from './handTarget';
import type { AreaPreview, AreaView, Page } from './page';
import { shows, type Surface } from './surface';

/** What is being drawn on a surface, at the place that it shows. */
export function shownArea({ area }: Page, surface: Pick<Surface, 'place'>): AreaView | undefined {
  return area.value !== undefined && shows(surface, area.value.place) ? area.value : undefined;
}

/** The mask that a wand or a threshold would give; lines say themselves what they enclose. */
export function areaPreview(page: Page, surface: Surface): AreaPreview | undefined {
  const draft = shownArea(page, surface);
  if (draft?.tool !== 'wand' && draft?.tool !== 'threshold') return undefined;
  const { objectId, erases, place } = draft;
  const [hand, drawing] = [handTarget(page, surface, objectId, erases), surface.drawing()];
  const area = drawing && areaOfDraft(draft, drawing);
  if (hand === undefined || drawing === undefined || area === undefined) return undefined;
  const { base, allows } = hand;
  const mask = withArea(base, areaPixels(area, { mask: base, erases, slice: drawing.slice }), { erases, allows });
  return { place, objectId: hand.target.id, area, shape: { mask, rings: traceOutline(mask) } };
}
