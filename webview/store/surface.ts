import type { ReadonlySignal, Signal } from '@preact/signals';
import type { UserError } from '../../src/core/base/error';
import {
  intersectRect,
  isEmptyRect,
  isSameRect,
  rectArea,
  rectOf,
  roundOutward,
  uniteRects,
  type Point,
  type Rect,
} from '../../src/core/geometry/rect';
import { isSamePlace, type DrawingPlace } from '../../src/core/image/slicePlace';
import { sparedObjects } from '../../src/core/image/brushLimits';
import type { Axis } from '../../src/core/image/plane';
import type { Slice } from '../../src/core/image/slice';
import type { PixelSize } from '../../src/core/mask/cleanUp/morphology';
import { Mask } from '../../src/core/mask/mask';
import { paste } from '../../src/core/mask/part';
import { planeMask } from '../../src/core/mask/planeMask';
import type { Prompt } from '../../src/core/prompt/prompt';
import type { PromptedView } from '../../src/core/protocol/hostApi';
import type { ViewObject } from '../../src/core/protocol/viewDocument';
import {
  pixelAspect,
  type Camera,
  type ShownImage,
  type Viewport,
  type ViewTransform,
} from '../../src/core/view/camera';
import type { Drawing } from '../../src/core/view/drawnArea';
import { planePixel, planeSize, type VoxelPosition } from '../../src/core/view/plane';
import type { ShownObject } from './objects';
import type { Page } from './page';
import { promptInPlane } from './planePrompt';
import type { PlaneView } from './planeView';
import { tooLarge, tooMuchInView, valuesNotLoaded, valuesOutOfView } from './refusals';

/** How a surface is seen. */
interface Picture {
  readonly camera: Signal<Camera>;
  readonly viewport: ReadonlySignal<Viewport>;
  readonly image: ReadonlySignal<ShownImage | undefined>;
  readonly transform: ReadonlySignal<ViewTransform | undefined>;
}

/** What is drawn on: the slices, or the planes across them. */
export interface Surface {
  /** The axis at a right angle to it. */
  readonly normal: Axis;
  readonly picture: Picture;
  /** Where what is shown now lies. */
  readonly place: ReadonlySignal<DrawingPlace | undefined>;
  /** What the model is asked about. */
  readonly prompted: ReadonlySignal<PromptedView | undefined>;
  /** The crosshair in the picture's image. */
  center(): Point;
  /** The position in the volume of a point in that image. */
  positionOf(at: Point): VoxelPosition;
  /**
   * What is shown there, and can be changed by hand; undefined before it has come, and where {@link refusal} says why not.
   * @param around what else it holds, in view or not
   */
  ground(around?: Rect): Ground | undefined;
  /**
   * Why nothing can be changed by hand.
   * @param needsValues whether the values of pixels decide what is changed
   * @param around as of {@link ground}
   */
  refusal(needsValues: boolean, around?: Rect): UserError | undefined;
  /** What an area drawn there depends on. */
  drawing(): Drawing | undefined;
  /** Pixels of the image that so many CSS pixels are, along its axes. */
  reach(cssPixels: number): Point;
  /** The prompt of an object there, in a plane of all of its label; undefined where the object is not. */
  promptOf(id: string | null): Prompt | undefined;
  /** The mask of an object in a frame, in a plane of all of its label; of a new object for null. */
  maskOf(id: string | null, frame: Rect): Mask;
  /** Masks of the other objects that a brush leaves alone, in a frame. */
  spared(
    id: string | null,
    frame: Rect,
    limits: { readonly sparesOthers: boolean; readonly erases: boolean },
  ): readonly Mask[];
}

/** All that can be drawn on. */
export interface Surfaces {
  readonly slices: Surface;
  readonly planes: readonly [Surface, Surface];
}

export function surfacesOf(page: Page): Surfaces {
  const [columns, rows] = page.planeViews;
  return { slices: sliceSurface(page), planes: [planeSurface(page, columns), planeSurface(page, rows)] };
}

/** What is worked on by hand. */
interface Ground {
  /** The part of the image: all of it, or what is seen of a large one. */
  readonly frame: Rect;
  /** Its samples, where they are at hand. */
  readonly slice: Slice | undefined;
  readonly pixel: PixelSize;
}

/** Pixels of a large image that are worked on at a time. */
const mostPixels = 4096 * 4096;

export function sliceSurface(page: Page): Surface {
  const frameOf = (around?: Rect): Rect | undefined => {
    const info = page.info.value;
    if (info?.levels === undefined) return info && rectOf(info);
    const seen = page.view.seen.value;
    if (seen === undefined) return undefined;
    const more = around && intersectRect(roundOutward(around), rectOf(info));
    const frame = more === undefined || isEmptyRect(more) ? seen : uniteRects(seen, more);
    return rectArea(frame) <= mostPixels ? frame : undefined;
  };
  /** The samples in a frame, where they are at hand. */
  const samplesIn = (frame: Rect): Slice | undefined => {
    const [samples, seen] = [page.view.samples.value, page.view.seen.value];
    const isSeen = page.info.value?.levels === undefined || (seen !== undefined && isSameRect(frame, seen));
    return isSeen ? samples : undefined;
  };
  const inFrame = (object: ShownObject | undefined, frame: Rect): Mask => {
    const mask = new Mask(frame.x1 - frame.x0, frame.y1 - frame.y0);
    if (object?.bounds !== undefined) paste(mask, frame, object.part, object.bounds);
    return mask;
  };
  return {
    ...{ normal: 2, picture: page, place: page.place, prompted: page.sliceView },
    center: () => {
      const [x, y] = page.position.value;
      return { x, y };
    },
    positionOf: ({ x, y }) => [x, y, page.position.value[2]],
    promptOf: (id) => page.objects.value.find((object) => object.id === id)?.prompt,
    ground: (around) => {
      const [info, frame] = [page.info.value, frameOf(around)];
      if (page.shown.value === undefined || info === undefined || frame === undefined) return undefined;
      return { frame, slice: samplesIn(frame), pixel: pixelAspect(info.pixelSpacing) };
    },
    refusal: (needsValues, around) => {
      if (page.info.value?.levels === undefined) return undefined;
      const frame = frameOf(around);
      if (frame === undefined) return frameOf() === undefined ? tooMuchInView() : tooLarge();
      if (!needsValues || samplesIn(frame) !== undefined) return undefined;
      return page.view.samples.value === undefined ? valuesNotLoaded() : valuesOutOfView();
    },
    drawing: () => page.drawing.value,
    reach: (cssPixels) => reachOf(page.transform.value, cssPixels),
    maskOf: (id, frame) =>
      inFrame(
        page.objects.value.find((object) => object.id === id),
        frame,
      ),
    spared: (id, frame, limits) => {
      const others = page.objects.value.filter((object) => object.id !== id);
      return sparedObjects(others, limits).map((object) => inFrame(object, frame));
    },
  };
}

export function planeSurface(page: Page, view: PlaneView): Surface {
  const { normal } = view;
  /** The mask of those objects in the plane. */
  const cut = (objects: readonly ViewObject[]): Mask => {
    const [info, place] = [page.info.value, view.place.value];
    if (info === undefined || place === undefined) return new Mask(0, 0);
    return planeMask(objects, place, planeSize(info, normal));
  };
  const around = (): readonly ViewObject[] => {
    const place = view.place.value;
    return place === undefined ? [] : page.objectIndex.value.across(place.volume ?? 0, normal, place.index);
  };
  return {
    ...{ normal, picture: view, place: view.place, prompted: view.prompted },
    center: () => view.center,
    positionOf: (at) => view.positionOf(at),
    promptOf: (id) => {
      const object = page.document.value.objects.find((each) => each.id === id);
      return object && promptInPlane(page, view, object.label).prompt;
    },
    ground: () => {
      const [shown, info] = [view.shown.value, page.info.value];
      return shown && info && { frame: rectOf(shown.slice), slice: shown.slice, pixel: planePixel(info, normal) };
    },
    refusal: () => undefined,
    drawing: () => {
      const [shown, transform] = [view.shown.value, view.transform.value];
      if (shown === undefined || transform === undefined) return undefined;
      const span = shown.slice.channels === 3 ? 256 : (page.window.value?.width ?? 256);
      return { slice: shown.slice, span, scale: 1 / reachOf(transform, 1).x, range: page.brush.value.range };
    },
    reach: (cssPixels) => reachOf(view.transform.value, cssPixels),
    maskOf: (id) => {
      const label = labelOf(page, id);
      return cut(around().filter((object) => isOwn(object, label)));
    },
    spared: (id, _frame, limits) => {
      const label = labelOf(page, id);
      const others = around().filter((object) => !isOwn(object, label));
      return [cut(sparedObjects(others, limits))];
    },
  };
}

/** Whether an object is changed in planes with its label; those that are hidden are not here. */
function isOwn({ label, locked }: ViewObject, changed: string): boolean {
  return label === changed && locked !== true;
}

/** Label of an object, or of the next one for null. */
export function labelOf({ document }: Page, id: string | null): string {
  const { objects, label } = document.value;
  return objects.find((object) => object.id === id)?.label ?? label.name;
}

/** Whether a surface shows a place. */
export function shows({ place }: Pick<Surface, 'place'>, at: DrawingPlace): boolean {
  return place.value !== undefined && isSamePlace(place.value, at);
}

function reachOf(transform: ViewTransform | undefined, cssPixels: number): Point {
  if (transform === undefined) return { x: cssPixels, y: cssPixels };
  const { scaleX, scaleY, turned } = transform;
  const [x, y] = [cssPixels / Math.abs(scaleX), cssPixels / Math.abs(scaleY)];
  return turned === true ? { x: y, y: x } : { x, y };
}
