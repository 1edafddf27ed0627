import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { useWorkbench } from '../harness/useWorkbench';
import { orangePixels } from '../support/canvas';
import { drag, drawBox, openSlice } from '../support/drawBox';
import { keysAct } from '../support/keysAct';
import { readMask } from '../support/readMask';
import { startAfresh } from '../support/startAfresh';

const image = 'brain_010.dcm';
const vscode = useWorkbench({
  files: [`mr-series/${image}`],
  settings: { 'files.autoSave': 'off', 'samUnet.dicomSeries': 'single' },
  ownServer: true,
});
startAfresh(vscode);

test.each([
  ['a reload', 200],
  ['a crash', 200],
  ['a crash', 1000],
  ['a crash', 5000],
])(`an edit survives %s %i ms after it, as unsaved`, async (end, milliseconds) => {
  const { workbench, workspace } = vscode;
  await openSlice(vscode, image);
  await drawBox(vscode, image);
  // The time is what is tested: VS Code makes its own backup later.
  await wait(milliseconds);
  await (end === 'a crash' ? workbench.crash() : workbench.load());
  await workbench.openImage(image);
  const canvas = workbench.webview().locator('canvas');
  await expect.poll(() => orangePixels(canvas)).toBeGreaterThan(5000);
  await workbench.page.locator('.tab.dirty', { hasText: image }).waitFor();
  expect(existsSync(workspace.at(`${image}.masks.json`))).toBe(false);
  await workbench.page.keyboard.press('Control+S');
  await workbench.page.locator('.tab.active:not(.dirty)', { hasText: image }).waitFor();
  expect(existsSync(workspace.at(`${image}.masks.json`))).toBe(true);
});

test.each(['a reload', 'a crash'])(
  'the corners of a polygon survive %s, and become a mask when they are confirmed',
  async (end) => {
    const { workbench, workspace } = vscode;
    await openSlice(vscode, image);
    const view = workbench.webview();
    await keysAct(view);
    await workbench.page.keyboard.press('Shift+G');
    await view.locator('.next', { hasText: 'Polygon' }).waitFor();
    for (const corner of [
      [0.3, 0.3],
      [0.7, 0.3],
      [0.7, 0.7],
    ] as const) {
      const { release } = await drag(vscode, corner, corner);
      await release();
    }
    await view.getByText('Click the first corner to confirm').waitFor();
    // As with an edit above; two messages go before the last corner is on disk.
    await wait(1000);
    await (end === 'a crash' ? workbench.crash() : workbench.load());
    await workbench.openImage(image);
    await view.getByText('Click the first corner to confirm').waitFor();
    await keysAct(view);
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.tab.dirty', { hasText: image }).waitFor();
    await keysAct(view);
    await workbench.page.keyboard.press('Control+S');
    await workbench.page.locator('.tab.active:not(.dirty)', { hasText: image }).waitFor();
    // Half of a square of 0.4 of 256 pixels.
    expect((await readMask(workspace.at(`${image}.mask.png`))).area).toBeCloseTo((0.4 * 256) ** 2 / 2, -3);
  },
);

test('edits that were discarded stay away', async () => {
  const { workbench } = vscode;
  await openSlice(vscode, image);
  await drawBox(vscode, image);
  await workbench.command('View: Revert and Close Editor');
  await workbench.tab(image).waitFor({ state: 'detached' });
  await workbench.load();
  await openSlice(vscode, image);
});
