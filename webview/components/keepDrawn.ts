import { effect, type Signal } from '@preact/signals';
import type { Viewport } from '../../src/core/view/camera';
import type { Page } from '../store/page';

/**
 * Keeps a canvas as large as the element around it, and drawn.
 * @param subscribe reads every signal that a drawing depends on
 * @returns what ends it
 */
export function keepDrawn(
  { page, viewport }: { readonly page: Page; readonly viewport: Signal<Viewport> },
  target: HTMLElement,
  canvas: HTMLCanvasElement,
  { subscribe, draw }: { readonly subscribe: () => unknown; readonly draw: () => void },
): () => void {
  const measure = (): void => {
    page.pixelRatio.value = window.devicePixelRatio;
    viewport.value = { ...viewport.value, width: target.clientWidth, height: target.clientHeight };
  };
  const resized = new ResizeObserver(measure);
  resized.observe(target);
  measure();
  let frame: number | undefined;
  const stopSizing = effect(() => {
    const { width, height } = viewport.value;
    canvas.width = Math.round(width * page.pixelRatio.value);
    canvas.height = Math.round(height * page.pixelRatio.value);
  });
  const stopDrawing = effect(() => {
    subscribe();
    // A drawing that waits is never put off: changes in every frame would leave nothing drawn.
    frame ??= requestAnimationFrame(() => {
      frame = undefined;
      draw();
    });
  });
  return () => {
    resized.disconnect();
    stopSizing();
    stopDrawing();
    if (frame !== undefined) cancelAnimationFrame(frame);
  };
}
