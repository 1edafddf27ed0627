import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { useWorkbench } from '../harness/useWorkbench';
import { orangePixels } from '../support/canvas';
import { drag, drawBox, openSlice } from '../support/drawBox';
import { keysAct } from '../support/keysAct';
import { startAfresh } from '../support/startAfresh';

const image = 'brain_010.dcm';
const vscode = useWorkbench({
  files: [`mr-series/${image}`],
  settings: { 'files.autoSave': 'off', 'samUnet.dicomSeries': 'single' },
  ownServer: true,
});
startAfresh(vscode);

const ends = [
  ['a reload', () => vscode.workbench.load()],
  ['a crash', () => vscode.workbench.crash()],
] as const;

for (const [name, end] of ends) {
  test.each([200, 1000, 5000])(`an edit survives ${name} %i ms after it, as unsaved`, async (milliseconds) => {
    const { workbench, workspace } = vscode;
    await openSlice(vscode, image);
    await drawBox(vscode, image);
    // The time is what is tested: VS Code makes its own backup later.
    await wait(milliseconds);
    await end();
    await workbench.openImage(image);
    const canvas = workbench.webview().locator('canvas');
    await expect.poll(() => orangePixels(canvas)).toBeGreaterThan(5000);
    await workbench.page.locator('.tab.dirty', { hasText: image }).waitFor();
    expect(existsSync(workspace.at(`${image}.masks.json`))).toBe(false);
    await workbench.page.keyboard.press('Control+S');
    await workbench.page.locator('.tab.active:not(.dirty)', { hasText: image }).waitFor();
    expect(existsSync(workspace.at(`${image}.masks.json`))).toBe(true);
  });
}

test('a polygon that is not confirmed survives a reload, and becomes an object with Enter', async () => {
  const { workbench } = vscode;
  const { page } = workbench;
  await openSlice(vscode, image);
  await keysAct(workbench.webview());
  await page.keyboard.press('Shift+G');
  await workbench.webview().locator('.next', { hasText: 'Polygon' }).waitFor();
  for (const corner of [
    [0.3, 0.3],
    [0.7, 0.3],
    [0.5, 0.7],
  ] as const) {
    await (await drag(vscode, corner, corner)).release();
  }
  const waits = (): Promise<void> => workbench.webview().getByText('Click the first corner to confirm').waitFor();
  await waits();
  // The time is what is tested, as above.
  await wait(200);
  await workbench.load();
  await workbench.openImage(image);
  await waits();
  expect(await page.locator('.tab.dirty', { hasText: image }).count()).toBe(0);
  await keysAct(workbench.webview());
  await page.keyboard.press('Enter');
  await page.locator('.tab.dirty', { hasText: image }).waitFor();
  await expect.poll(() => orangePixels(workbench.webview().locator('canvas'))).toBeGreaterThan(3000);
});

test('edits that were discarded stay away', async () => {
  const { workbench } = vscode;
  await openSlice(vscode, image);
  await drawBox(vscode, image);
  await workbench.command('View: Revert and Close Editor');
  await workbench.tab(image).waitFor({ state: 'detached' });
  await workbench.load();
  await openSlice(vscode, image);
});
