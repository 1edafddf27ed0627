import type { Locator } from 'playwright-core';
import { expect } from 'vitest';

/** Pixels of a canvas in the orange of the first label, over grey: outlines, fills, chips. */
export function orangePixels(canvas: Locator): Promise<number> {
  return canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const { data } = (element as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i]! - data[i + 2]! > 50) count++;
    return count;
  });
}

/** Does something that brings another picture onto a canvas, and waits for it: words around it may change earlier. */
export async function awaitPicture(canvas: Locator, act: () => Promise<void>): Promise<void> {
  const picture = () => canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL());
  const before = await picture();
  await act();
  await expect.poll(picture).not.toBe(before);
}
