import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { useWorkbench } from '../harness/useWorkbench';
import { repository } from '../harness/paths';
import { audit } from '../support/audit';
import { themeColors, themes } from '../support/page/themes';

const image = 'brain_010.dcm';
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

/** Values that the theme gives to the variables of the page's style. Runs in the page. */
function valuesOf(body: Element, names: readonly string[]): Record<string, string> {
  const style = getComputedStyle(body);
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(name).trim()]));
}

test('the page takes over the colours of a theme at once, and axe-core finds nothing in it', async () => {
  await openObject();
  await mkdir(vscode.workspace.at('.vscode'), { recursive: true });
  const css = await readFile(path.join(repository, 'webview', 'styles', 'page.css'), 'utf8');
  const names = [...new Set(css.match(/--vscode-[\w-]+/g))].filter((name) => name !== '--vscode-font-family');
  const view = vscode.workbench.webview();
  for (const theme of themes) {
    const settings = JSON.stringify({ 'workbench.colorTheme': theme.label });
    await writeFile(vscode.workspace.at('.vscode', 'settings.json'), settings);
    const body = view.locator(`body.${theme.pageClass}${theme.isLight ? '' : ':not(.vscode-high-contrast-light)'}`);
    await body.waitFor();
    await vscode.workbench.screenshot(`editor-${theme.name}`);
    // The page tests audit all states of the page with these values.
    expect(await body.evaluate(valuesOf, names), theme.name).toEqual(themeColors[theme.name]);
    const frame = await (await view.locator('body').elementHandle()).ownerFrame();
    expect(await audit(frame!), theme.name).toEqual([]);
  }
});
