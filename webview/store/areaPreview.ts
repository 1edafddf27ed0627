import { finish, type Steps } from '../../src/core/base/steps';
import type { Rect } from '../../src/core/geometry/rect';
import { areaFrom, type Area } from '../../src/core/image/area/area';
import {
  areaPixels,
  areaSteps,
  pixelIndex,
  regionAround,
  seedValue,
  withArea,
} from '../../src/core/image/area/areaPixels';
import { coarseMask, coarseOf, coarseSlice, type Coarse } from '../../src/core/image/area/coarse';
import type { Slice } from '../../src/core/image/slice';
import { valuesOf } from '../../src/core/image/valueRange';
import { Mask } from '../../src/core/mask/mask';
import type { AreaDraft } from '../../src/core/view/areaGesture';
import { isRough } from '../../src/core/mask/rough';
import { traceOutline } from '../../src/core/mask/traceOutline';
import { areaOfDraft, type Drawing } from '../../src/core/view/drawnArea';
import { handTarget, type HandTarget } from './handTarget';
import { inTurns } from './inTurns';
import { drawableOf, type Drawable } from './objects';
import type { AreaPreview, AreaView, Page } from './page';
import { shows, type Surface } from './surface';

/** What is being drawn on a surface, at the place that it shows. */
export function shownArea({ area }: Page, surface: Pick<Surface, 'place'>): AreaView | undefined {
  return area.value !== undefined && shows(surface, area.value.place) ? area.value : undefined;
}

/** Milliseconds after the last movement until a coarse preview becomes an exact one. */
export const exactMs = 150;

/**
 * The masks that a wand or a threshold would give; lines say themselves what they enclose. Of large images they are coarse while
 * the pointer moves: the exact ones take longer than movements are apart.
 */
export class AreaPreviews {
  readonly #page: Page;
  /** The slice that was looked at last, and how it looks coarse. */
  #seen: { readonly slice: Slice; readonly small: Slice } | undefined;
  #resting: ReturnType<typeof setTimeout> | undefined;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Shows what is being drawn on a surface, and the exact mask of it later. */
  show(surface: Surface): void {
    clearTimeout(this.#resting);
    this.#resting = undefined;
    const page = this.#page;
    const drawn = this.#drawn(surface);
    if (drawn === undefined) {
      page.areaPreview.value = undefined;
      return;
    }
    const coarse = coarseOf(drawn.slice);
    if (coarse === undefined) {
      page.areaPreview.value = previewOf(drawn, exactly(drawn));
      return;
    }
    page.areaPreview.value = previewOf(drawn, this.#coarsely(drawn, coarse), coarse);
    this.#resting = setTimeout(() => void this.#refine(drawn, coarse), exactMs);
  }

  /** Shows the exact mask, once it is worked out, of what has not moved meanwhile. */
  async #refine(drawn: Drawn, coarse: Coarse): Promise<void> {
    const own = this.#resting;
    const pixels = await inTurns(exactSteps(drawn), () => this.#resting === own);
    if (pixels === undefined) return;
    const { hand, draft } = drawn;
    const { allows } = hand;
    const mask = withArea(coarseMask(coarse, hand.base), coarseMask(coarse, pixels), {
      erases: draft.erases,
      allows: allows && ((at) => allows(coarse.pixelAt(at))),
    });
    this.#page.areaPreview.value = previewOf(drawn, mask, coarse);
  }

  #drawn(surface: Surface): Drawn | undefined {
    const draft = shownArea(this.#page, surface);
    if (draft?.tool !== 'wand' && draft?.tool !== 'threshold') return undefined;
    const hand = handTarget(this.#page, surface, draft.objectId, draft);
    const drawing = surface.drawing();
    const areas = drawing && areaOf(draft, drawing, hand);
    if (hand?.slice === undefined || areas === undefined) return undefined;
    return { draft, hand, ...areas, slice: hand.slice };
  }

  /** As it looks coarse, worked out in what is seen of the image. */
  #coarsely({ hand, inFrame, slice, draft: { erases } }: Drawn, coarse: Coarse): Mask {
    if (this.#seen?.slice !== slice) this.#seen = { slice, small: coarseSlice(coarse, slice) };
    const { allows } = hand;
    return withArea(coarseMask(coarse, hand.base), coarsePixels(inFrame, { slice, coarse, small: this.#seen.small }), {
      erases,
      allows: allows && ((at) => allows(coarse.pixelAt(at))),
    });
  }
}

/** What is being drawn, and on what. */
interface Drawn {
  readonly draft: AreaView;
  readonly hand: HandTarget;
  readonly area: Area;
  /** The same in the coordinates of the frame that is worked on, as the slice is. */
  readonly inFrame: Area;
  readonly slice: Slice;
}

function exactly(drawn: Drawn): Mask {
  const { hand, draft } = drawn;
  return withArea(hand.base, finish(exactSteps(drawn)), { erases: draft.erases, allows: hand.allows });
}

/** The pixels of the area. */
function exactSteps({ hand, inFrame, slice, draft: { erases } }: Drawn): Steps<Mask> {
  return areaSteps(inFrame, { mask: hand.base, erases, slice });
}

interface Seen {
  readonly slice: Slice;
  readonly coarse: Coarse;
  /** The slice as it looks coarse. */
  readonly small: Slice;
}

/** The pixels of the coarse picture in an area. What a region is like is taken from the image itself. */
function coarsePixels(area: Area, { slice, coarse, small }: Seen): Mask {
  const { step } = coarse;
  if (area.kind === 'region') {
    const [start, inSmall] = [pixelIndex(slice, area.at), pixelIndex(small, [area.at[0] / step, area.at[1] / step])];
    if (start === undefined || inSmall === undefined) return new Mask(small.width, small.height);
    const seed = seedValue(slice, start, valuesOf(slice));
    return regionAround(small, inSmall, { ...area, seed, slice: small });
  }
  const ground = { mask: new Mask(small.width, small.height), erases: false, slice: small };
  if (area.kind !== 'threshold') return ground.mask;
  const [x0, y0, x1, y1] = area.box;
  return areaPixels({ ...area, box: [x0 / step, y0 / step, x1 / step, y1 / step] }, ground);
}

function previewOf({ draft: { place }, hand, area }: Drawn, mask: Mask, coarse?: Coarse): AreaPreview {
  return { place, objectId: hand.target.id, area, shape: shapeIn(hand.frame, mask, coarse) };
}

function shapeIn(frame: Rect, mask: Mask, coarse: Coarse | undefined): Drawable {
  if (coarse === undefined) return drawableOf(mask, frame);
  const { x0, y0 } = frame;
  const bounds = { x0, y0, x1: x0 + coarse.width * coarse.step, y1: y0 + coarse.height * coarse.step };
  if (isRough(mask)) return { part: mask, bounds, rings: undefined };
  const rings = traceOutline(mask).map((ring) =>
    ring.map((corner) => {
      const { x, y } = coarse.toImage(corner);
      return { x: x + x0, y: y + y0 };
    }),
  );
  return { part: mask, bounds, rings };
}

/** The area that a draft stands for, in the coordinates of the image and in those of the frame that is worked on. */
export function areaOf(
  draft: AreaDraft,
  drawing: Drawing,
  hand: Pick<HandTarget, 'frame'> | undefined,
): { readonly area: Area; readonly inFrame: Area } | undefined {
  if (hand === undefined) return undefined;
  const { x0, y0 } = hand.frame;
  const points = draft.points.map(({ x, y }) => ({ x: x - x0, y: y - y0 }));
  const inFrame = areaOfDraft({ ...draft, points }, drawing);
  return inFrame && { inFrame, area: areaFrom(inFrame, { x0: -x0, y0: -y0 }) };
}
