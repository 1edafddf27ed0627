import type { ReadonlySignal } from '@preact/signals';
import { isSamePlace, type DrawingPlace } from '../../src/core/image/slicePlace';
import { sparedObjects } from '../../src/core/image/brushLimits';
import type { Slice } from '../../src/core/image/slice';
import type { PixelSize } from '../../src/core/mask/cleanUp/morphology';
import { Mask } from '../../src/core/mask/mask';
import { planeMask } from '../../src/core/mask/planeMask';
import type { ViewObject } from '../../src/core/protocol/viewDocument';
import { pixelAspect } from '../../src/core/view/camera';
import { planePixel, planeSize } from '../../src/core/view/plane';
import type { Page } from './page';
import type { PlaneView } from './planeView';

/** What is drawn on: the slices, or the planes across them. */
export interface Surface {
  /** Where what is shown now lies. */
  readonly place: ReadonlySignal<DrawingPlace | undefined>;
  /** What is shown there; undefined before it has come. */
  ground(): { readonly slice: Slice; readonly pixel: PixelSize } | undefined;
  /** The mask of an object there, in a plane of all of its label; of a new object for null. Must not be changed. */
  maskOf(id: string | null): Mask;
  /** Masks of the other objects that a brush leaves alone. */
  spared(id: string | null, limits: { readonly sparesOthers: boolean; readonly erases: boolean }): readonly Mask[];
}

export function sliceSurface(page: Page): Surface {
  return {
    place: page.place,
    ground: () => {
      const [shown, info] = [page.shown.value, page.info.value];
      return shown && info && { slice: shown.slice, pixel: pixelAspect(info.pixelSpacing) };
    },
    maskOf: (id) => {
      const { width, height } = page.info.value ?? { width: 0, height: 0 };
      return page.objects.value.find((object) => object.id === id)?.mask ?? new Mask(width, height);
    },
    spared: (id, limits) => {
      const others = page.objects.value.filter((object) => object.id !== id);
      return sparedObjects(others, limits).map(({ mask }) => mask);
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
    place: view.place,
    ground: () => {
      const [shown, info] = [view.shown.value, page.info.value];
      return shown && info && { slice: shown.slice, pixel: planePixel(info, normal) };
    },
    maskOf: (id) => {
      const label = labelOf(page, id);
      return cut(around().filter((object) => object.label === label));
    },
    spared: (id, limits) => {
      const label = labelOf(page, id);
      const others = around().filter((object) => object.label !== label);
      return [cut(sparedObjects(others, limits))];
    },
  };
}

/** Label of an object, or of the next one for null. */
export function labelOf({ document }: Page, id: string | null): string {
  const { objects, label } = document.value;
  return objects.find((object) => object.id === id)?.label ?? label.name;
}

/** Whether a surface shows a place. */
export function shows({ place }: Surface, at: DrawingPlace): boolean {
  return place.value !== undefined && isSamePlace(place.value, at);
}
