import { onceChanged } from '../store/onceChanged';

/**
 * Draws in the next frame, and again in the one after a signal has changed that the drawing before has read.
 * @returns what ends it
 */
export function drawOnChange(draw: () => void): () => void {
  let frame: number | undefined;
  let stop: (() => void) | undefined;
  const request = (): void => {
    // A drawing that waits is never put off: changes in every frame would leave nothing drawn.
    frame ??= requestAnimationFrame(() => {
      frame = undefined;
      stop?.();
      stop = onceChanged(() => {
        drawOnce(draw);
      }, request);
    });
  };
  request();
  return () => {
    stop?.();
    if (frame !== undefined) cancelAnimationFrame(frame);
  };
}

/** What goes wrong with one drawing must not keep the next from coming. */
function drawOnce(draw: () => void): void {
  try {
    draw();
  } catch (error) {
    reportError(error);
  }
}
