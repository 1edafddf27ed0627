import { mkdir, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { useWorkbench } from '../harness/useWorkbench';

const image = 'brain_010.dcm';
const themes = {
  dark: { label: 'Default Dark Modern', pageClass: 'vscode-dark' },
  light: { label: 'Default Light Modern', pageClass: 'vscode-light' },
  'high-contrast': { label: 'Default High Contrast', pageClass: 'vscode-high-contrast' },
} as const;

/** Contrast of an element's text and ground (WCAG 2.2). Runs in the page. */
function contrast(element: Element): number {
  const { color, backgroundColor } = getComputedStyle(element);
  /** Relative luminance of a CSS colour `rgb(r, g, b)`. */
  const luminance = (css: string): number => {
    const parts = css.match(/[\d.]+/g)?.slice(0, 3) ?? [];
    const [red = 0, green = 0, blue = 0] = parts.map((part) => {
      const value = Number(part) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [low, high] = [luminance(color), luminance(backgroundColor)].toSorted((a, b) => a - b);
  return (high! + 0.05) / (low! + 0.05);
}

const vscode = useWorkbench({ files: [`mr-series/${image}`] });

/** Opens an image with an object. */
async function openObject(): Promise<void> {
  const { page } = vscode.workbench;
  const view = await vscode.workbench.openImage(image);
  await view.getByText(/^MR · 256 × 256/).waitFor();
  const box = await view.locator('canvas').boundingBox();
  if (box === null) throw new Error('The canvas is not shown.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x - 110, y - 120);
  await page.mouse.down();
  await page.mouse.move(x + 90, y + 60, { steps: 5 });
  await page.mouse.up();
  const announced = view.getByRole('status').filter({ hasText: /object, \d+ pixels/ });
  await announced.waitFor({ state: 'attached' });
  await page.mouse.move(x + 140, y - 40);
}

test('the page takes over the colours of a theme at once', async () => {
  await openObject();
  await mkdir(vscode.workspace.at('.vscode'), { recursive: true });
  for (const [name, theme] of Object.entries(themes)) {
    const settings = JSON.stringify({ 'workbench.colorTheme': theme.label });
    await writeFile(vscode.workspace.at('.vscode', 'settings.json'), settings);
    const body = vscode.workbench.webview().locator(`body.${theme.pageClass}`);
    await body.waitFor();
    await vscode.workbench.screenshot(`editor-${name}`);
    await expect.poll(() => body.evaluate(contrast), { message: name }).toBeGreaterThan(4.5);
  }
});
