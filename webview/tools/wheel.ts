import type { Signal } from '@preact/signals';
import { zoomAt, type Camera, type ShownImage, type Viewport } from '../../src/core/view/camera';

const lineHeight = 16;
/** Wheel distance, in CSS pixels, of one slice; a notch of a mouse wheel is 100 to 120. */
const sliceStep = 60;
const zoomStep = 400;

/** A picture that can be zoomed. */
interface Zoomable {
  readonly camera: Signal<Camera>;
  readonly viewport: { readonly value: Viewport };
  readonly image: { readonly value: ShownImage | undefined };
}

/**
 * With Ctrl the wheel zooms at the pointer, without it goes through slices.
 * @param step goes so many slices on
 * @param isAlone whether there is only one slice, which the wheel zooms anyway
 */
export function attachWheel(
  target: HTMLElement,
  view: Zoomable,
  step: (steps: number) => void,
  isAlone = () => false,
): void {
  let travelled = 0;
  target.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const image = view.image.value;
      if (image === undefined) return;
      const distance = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : lineHeight);
      if (event.ctrlKey || isAlone()) {
        const anchor = { x: event.offsetX, y: event.offsetY };
        const factor = Math.exp(-distance / zoomStep);
        view.camera.value = zoomAt(view.camera.value, anchor, factor, view.viewport.value, image);
        return;
      }
      if (Math.sign(distance) !== Math.sign(travelled)) travelled = 0;
      travelled += distance;
      const steps = Math.abs(distance) >= sliceStep ? Math.sign(distance) : Math.trunc(travelled / sliceStep);
      if (steps === 0) return;
      travelled = 0;
      step(steps);
    },
    { passive: false },
  );
}
