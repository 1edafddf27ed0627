import { allowedPixels, type BrushLimits } from '../../src/core/image/brushLimits';
import type { DrawingPlace } from '../../src/core/image/slicePlace';
import type { PixelSize } from '../../src/core/mask/cleanUp/morphology';
import type { Mask } from '../../src/core/mask/mask';
import type { Page } from './page';
import type { Target } from './strokeView';
import { labelOf, shows, type Surface } from './surface';

/** What is changed by hand on the slice or in the plane that is shown. */
export interface HandTarget {
  readonly place: DrawingPlace;
  readonly pixel: PixelSize;
  readonly target: Target;
  readonly label: string;
  /** The object's mask, with what the host has not answered yet. */
  readonly base: Mask;
  readonly limits: BrushLimits;
  readonly allows: ReturnType<typeof allowedPixels>;
}

/** @param id of the object; null for a new one */
export function handTarget(page: Page, surface: Surface, id: string | null, erases: boolean): HandTarget | undefined {
  const [ground, place] = [surface.ground(), surface.place.value];
  if (ground === undefined || place === undefined) return undefined;
  const before = page.strokes.value.findLast((stroke) => stroke.target.id === id && shows(surface, stroke.place));
  const { range, sparesOthers } = page.brush.value;
  return {
    ...{ place, pixel: ground.pixel, label: labelOf(page, id) },
    target: before?.target ?? { id },
    base: before?.painting.peek().mask ?? surface.maskOf(id),
    limits: { range, sparesOthers: sparesOthers && !erases },
    allows: allowedPixels(range, ground.slice, surface.spared(id, { sparesOthers, erases })),
  };
}
