import type { Point } from '../../src/core/geometry/rect';
import { panBy, toImage } from '../../src/core/view/camera';
import { moveCrosshair } from '../store/navigation';
import type { Page } from '../store/page';
import type { PlaneView } from '../store/planeView';
import { attachWheel } from './wheel';

/** In a plane across the slices a press or drag moves the crosshair, the wheel goes through the planes. */
export function attachPlanePointer(target: HTMLElement, page: Page, view: PlaneView): void {
  let pan: Point | undefined;
  const toCrosshair = (event: PointerEvent): void => {
    const transform = view.transform.value;
    if (transform === undefined) return;
    moveCrosshair(page, view.positionOf(toImage(transform, { x: event.offsetX, y: event.offsetY })));
  };
  target.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    target.setPointerCapture(event.pointerId);
    if (event.button === 1 || page.panKey.value) pan = { x: event.offsetX, y: event.offsetY };
    else if (event.button === 0) toCrosshair(event);
  });
  target.addEventListener('pointermove', (event) => {
    const image = view.image.value;
    if (pan !== undefined && image !== undefined) {
      const to = { x: event.offsetX, y: event.offsetY };
      view.camera.value = panBy(view.camera.value, { x: to.x - pan.x, y: to.y - pan.y }, view.viewport.value, image);
      pan = to;
    } else if ((event.buttons & 1) === 1) {
      toCrosshair(event);
    }
  });
  const endPan = (): void => {
    pan = undefined;
  };
  target.addEventListener('pointerup', endPan);
  target.addEventListener('pointercancel', endPan);
  target.addEventListener('contextmenu', (event) => {
    event.preventDefault();
  });
  target.addEventListener('dblclick', () => {
    view.camera.value = 'fit';
  });
  attachWheel(target, view, (steps) => {
    const position: [number, number, number] = [...page.position.value];
    position[view.normal] += steps;
    moveCrosshair(page, position);
  });
}
