import { zoomAt } from '../../src/core/view/camera';
import type { Page } from '../store/page';
import { showSlice } from '../store/viewCommands';

const lineHeight = 16;
/** Wheel distance, in CSS pixels, of one slice; a notch of a mouse wheel is 100 to 120. */
const sliceStep = 60;
const zoomStep = 400;

/** The wheel goes through slices; with Ctrl, and in images of one slice, it zooms at the pointer. */
export function attachWheel(target: HTMLElement, page: Page): void {
  let travelled = 0;
  target.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const image = page.image.value;
      if (image === undefined) return;
      const distance = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : lineHeight);
      if (event.ctrlKey || page.info.value?.slices === 1) {
        const anchor = { x: event.offsetX, y: event.offsetY };
        const factor = Math.exp(-distance / zoomStep);
        page.camera.value = zoomAt(page.camera.value, anchor, factor, page.viewport.value, image);
        return;
      }
      if (Math.sign(distance) !== Math.sign(travelled)) travelled = 0;
      travelled += distance;
      const steps = Math.abs(distance) >= sliceStep ? Math.sign(distance) : Math.trunc(travelled / sliceStep);
      if (steps === 0) return;
      travelled = 0;
      showSlice(page, page.sliceIndex.value + steps);
    },
    { passive: false },
  );
}
