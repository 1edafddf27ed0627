import type { Signal } from '@preact/signals';
import { stepDiameter } from '../../src/core/view/brush';
import { wheelZoom, zoomAt, type Camera, type ShownImage, type Viewport } from '../../src/core/view/camera';
import { isPaintTool } from '../../src/core/view/tool';
import { wheelSteps } from '../../src/core/view/wheelSteps';
import type { Page } from '../store/page';

const lineHeight = 16;

/** What Shift makes of the wheel with brush and eraser. @returns whether it has something to do */
export function resizeBrush({ tool, brush }: Page, steps: number): boolean {
  if (!isPaintTool(tool.value)) return false;
  brush.value = { ...brush.value, diameter: stepDiameter(brush.value.diameter, steps) };
  return true;
}

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
 * @param resize what Shift makes of the wheel: so many steps larger; false where it has nothing to do
 */
export function attachWheel(
  target: HTMLElement,
  view: Zoomable,
  step: (steps: number) => void,
  isAlone = () => false,
  resize: (steps: number) => boolean = () => false,
): void {
  const stepsOf = wheelSteps();
  target.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const image = view.image.value;
      if (image === undefined) return;
      // With Shift, browsers turn the wheel sideways.
      const turned = event.deltaY === 0 ? event.deltaX : event.deltaY;
      const distance = turned * (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : lineHeight);
      if (event.shiftKey && !event.ctrlKey && resize(-stepsOf(distance))) return;
      if (event.ctrlKey || isAlone()) {
        const anchor = { x: event.offsetX, y: event.offsetY };
        const factor = wheelZoom(distance);
        view.camera.value = zoomAt(view.camera.value, anchor, factor, view.viewport.value, image);
        return;
      }
      const steps = stepsOf(distance);
      if (steps !== 0) step(steps);
    },
    { passive: false },
  );
}
