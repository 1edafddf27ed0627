import type { ViewTransform } from '../../src/core/view/camera';

/** Device pixels that an image pixel must take up before its square shape is shown instead of being smoothed. */
const pixelatedFrom = 6;

/**
 * Draws the pixels of an image.
 * @param pixelRatio device pixels of a CSS pixel
 */
export function drawSlice(
  context: CanvasRenderingContext2D,
  painted: HTMLCanvasElement,
  { scaleX, scaleY, x, y }: ViewTransform,
  { pixelRatio, smooth }: { readonly pixelRatio: number; readonly smooth: boolean },
): void {
  const smallerSide = Math.min(Math.abs(scaleX), Math.abs(scaleY)) * pixelRatio;
  context.save();
  context.transform(scaleX, 0, 0, scaleY, x, y);
  context.imageSmoothingEnabled = smooth && smallerSide < pixelatedFrom;
  // Only what is made smaller has to be averaged; that takes as long as all else that a frame draws.
  context.imageSmoothingQuality = smallerSide < 1 ? 'medium' : 'low';
  context.drawImage(painted, 0, 0);
  context.restore();
}
