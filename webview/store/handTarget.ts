import { allowedPixels, type BrushLimits } from '../../src/core/image/brushLimits';
import type { DrawingPlace } from '../../src/core/image/slicePlace';
import type { PixelSize } from '../../src/core/mask/cleanUp/morphology';
import type { Rect } from '../../src/core/geometry/rect';
import type { Mask } from '../../src/core/mask/mask';
import { paste } from '../../src/core/mask/part';
import type { Slice } from '../../src/core/image/slice';
import type { Page } from './page';
import type { StrokeView, Target } from './strokeView';
import { labelOf, shows, type Surface } from './surface';

/** What is changed by hand on the slice or in the plane that is shown. */
export interface HandTarget {
  readonly place: DrawingPlace;
  /** The part of the image that is worked on; what follows is of its size. */
  readonly frame: Rect;
  /** The samples in it, where they are at hand. */
  readonly slice: Slice | undefined;
  readonly pixel: PixelSize;
  readonly target: Target;
  readonly label: string;
  /** The object's mask, with what the host has not answered yet. */
  readonly base: Mask;
  readonly limits: BrushLimits;
  readonly allows: ReturnType<typeof allowedPixels>;
}

/**
 * @param id of the object; null for a new one
 * @param around what is changed besides what is in view
 */
export function handTarget(
  page: Page,
  surface: Surface,
  id: string | null,
  { erases, around }: { readonly erases: boolean; readonly around?: Rect | undefined },
): HandTarget | undefined {
  const [ground, place] = [surface.ground(around), surface.place.value];
  if (ground === undefined || place === undefined) return undefined;
  const before = unanswered(page, surface, id);
  const { range, sparesOthers } = page.brush.value;
  const { frame, slice, pixel } = ground;
  return {
    ...{ place, frame, slice, pixel, label: labelOf(page, id) },
    target: before?.target ?? { id },
    base: before === undefined ? surface.maskOf(id, frame) : withStroke(before, surface, frame),
    limits: { range, sparesOthers: sparesOthers && !erases },
    allows: allowedPixels(range, slice, surface.spared(id, frame, { sparesOthers, erases })),
  };
}

/** What was drawn last of an object on what is shown, while the host has not answered. @param id as of {@link handTarget} */
export function unanswered(page: Page, surface: Surface, id: string | null): StrokeView | undefined {
  return page.strokes.value.findLast((stroke) => stroke.target.id === id && shows(surface, stroke.place));
}

/** The mask of an object with a stroke that the host has not answered yet. */
function withStroke({ target, painting, frame: own }: StrokeView, surface: Surface, frame: Rect): Mask {
  const { mask } = painting.peek();
  if (own.x0 === frame.x0 && own.y0 === frame.y0 && own.x1 === frame.x1 && own.y1 === frame.y1) return mask;
  const base = surface.maskOf(target.id, frame);
  paste(base, frame, mask, own);
  return base;
}

/** What tells the host of a frame: nothing where it is all of the image. */
export function framed(page: Page, frame: Rect): { readonly frame?: Rect } {
  return page.info.value?.levels === undefined ? {} : { frame };
}
