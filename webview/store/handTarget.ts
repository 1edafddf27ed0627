import type { ImageInfo } from '../../src/core/image/medicalImage';
import { allowedPixels, sparedObjects, type BrushLimits } from '../../src/core/image/brushLimits';
import { isSamePlace, placeOf } from '../../src/core/image/slicePlace';
import { Mask } from '../../src/core/mask/mask';
import type { Page } from './page';
import type { Target } from './strokeView';

/** What is changed by hand on the slice that is shown. */
export interface HandTarget {
  readonly info: ImageInfo;
  readonly place: ReturnType<typeof placeOf>;
  readonly target: Target;
  /** The object's mask, with what the host has not answered yet. */
  readonly base: Mask;
  readonly limits: BrushLimits;
  readonly allows: ReturnType<typeof allowedPixels>;
}

/** @param id of the object; null for a new one */
export function handTarget(page: Page, id: string | null, erases: boolean): HandTarget | undefined {
  const [shown, info] = [page.shown.value, page.info.value];
  if (shown === undefined || info === undefined) return undefined;
  const place = placeOf({ slice: shown.index, volume: shown.volume });
  const before = page.strokes.value.findLast(({ target, ...other }) => target.id === id && isSamePlace(other, place));
  const base = before?.painting.peek().mask ?? page.objects.value.find((object) => object.id === id)?.mask;
  const { range, sparesOthers } = page.brush.value;
  const limits = { range, sparesOthers: sparesOthers && !erases };
  const spared = sparedObjects(page.objects.value, { sparesOthers, erases }).filter((object) => object.id !== id);
  return {
    info,
    place,
    target: before?.target ?? { id },
    base: base ?? new Mask(info.width, info.height),
    limits,
    allows: allowedPixels(
      range,
      shown.slice,
      spared.map(({ mask }) => mask),
    ),
  };
}
