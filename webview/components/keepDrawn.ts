import { effect, type Signal } from '@preact/signals';
import type { Viewport } from '../../src/core/view/camera';
import type { Page } from '../store/page';
import { drawOnChange } from './drawOnChange';

/**
 * Keeps a canvas as large as the element around it, and drawn.
 * @returns what ends it
 */
export function keepDrawn(
  { page, viewport }: { readonly page: Page; readonly viewport: Signal<Viewport> },
  target: HTMLElement,
  canvas: HTMLCanvasElement,
  draw: () => void,
): () => void {
  const measure = (): void => {
    page.pixelRatio.value = window.devicePixelRatio;
    viewport.value = { ...viewport.value, width: target.clientWidth, height: target.clientHeight };
  };
  const resized = new ResizeObserver(measure);
  resized.observe(target);
  measure();
  const stopSizing = effect(() => {
    const { width, height } = viewport.value;
    canvas.width = Math.round(width * page.pixelRatio.value);
    canvas.height = Math.round(height * page.pixelRatio.value);
  });
  const stopDrawing = drawOnChange(draw);
  return () => {
    resized.disconnect();
    stopSizing();
    stopDrawing();
  };
}
