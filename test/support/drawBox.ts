import { expect } from 'vitest';
import type { WorkbenchFixture } from '../harness/useWorkbench';
import { orangePixels } from './canvas';

/** Drags over the image in front; fractions of its width and height, as it is fitted in the editor. */
export async function drag(
  { workbench }: WorkbenchFixture,
  from: readonly [number, number],
  to: readonly [number, number],
): Promise<{ readonly release: () => Promise<void> }> {
  const { mouse } = workbench.page;
  const box = await workbench.webview().locator('canvas').boundingBox();
  if (box === null) throw new Error('The canvas is not shown.');
  const side = Math.min(box.width - 16, box.height - 60);
  const at = ([x, y]: readonly [number, number]): [number, number] => [
    box.x + box.width / 2 + (x - 0.5) * side,
    box.y + box.height / 2 + (y - 0.5) * side,
  ];
  await mouse.move(...at(from));
  await mouse.down();
  await mouse.move(...at([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]), { steps: 4 });
  await mouse.move(...at(to), { steps: 4 });
  return { release: () => mouse.up() };
}

/** Opens an MR slice of 256 × 256 pixels without masks. */
export async function openSlice({ workbench }: WorkbenchFixture, image: string): Promise<void> {
  await workbench.openImage(image);
  const view = workbench.webview();
  await view.getByText(/^MR · 256 × 256/).waitFor();
  await expect.poll(() => orangePixels(view.locator('canvas'))).toBe(0);
}

/** Makes an object of a box in the middle of the image in front, which VS Code knows as an edit. */
export async function drawBox(vscode: WorkbenchFixture, image: string): Promise<void> {
  const { release } = await drag(vscode, [0.3, 0.3], [0.7, 0.7]);
  await release();
  await vscode.workbench.page.locator('.tab.dirty', { hasText: image }).waitFor();
  await expect.poll(() => orangePixels(vscode.workbench.webview().locator('canvas'))).toBeGreaterThan(5000);
}
