import { readFile } from 'node:fs/promises';
import type { FrameLocator } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { combine } from '../support/combined';
import type { Mask } from '../../src/core/mask/mask';
import { decodeRunLength, encodeRunLength } from '../../src/core/mask/runLength';
import { parseSidecar } from '../../src/core/sidecar/sidecar';
import { saveMasks } from '../../src/node/masks/maskStore';
import { useWorkbench } from '../harness/useWorkbench';
import { orangePixels } from '../support/canvas';
import { chooseInMenu } from '../support/chooseInMenu';
import { keysAct } from '../support/keysAct';
import { readMask } from '../support/readMask';
import { liver, rectMask, rectObject } from '../support/sidecars';
import { startAfresh } from '../support/startAfresh';

const image = 'brain_010.dcm';
const volume = 'brain.nii.gz';
/** Of that volume. */
const slices = 20;
const size = { width: 256, height: 256 };
const vscode = useWorkbench({
  files: [`mr-series/${image}`, `nifti/${volume}`],
  settings: { 'files.autoSave': 'off', 'samUnet.dicomSeries': 'single' },
});
startAfresh(vscode);

const body = { x0: 80, y0: 80, x1: 180, y1: 180 };
const hole = { x0: 110, y0: 110, x1: 140, y1: 140 };
const island = { x0: 200, y0: 100, x1: 212, y1: 112 };
const beside = { x0: 170, y0: 120, x1: 220, y1: 160 };

const view = (): FrameLocator => vscode.workbench.webview();
const row = (text: string) => vscode.workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: text });
/** What would come of the active row, above the list. */
const change = (text: string | RegExp) => vscode.workbench.page.locator('.quick-input-message', { hasText: text });
/** Presses a key in the image, once it has the focus back from a list or a field. */
async function press(key: string): Promise<void> {
  await keysAct(view());
  await vscode.workbench.page.keyboard.press(key);
}
const isDirty = () => vscode.workbench.page.locator('.tab.dirty', { hasText: image });
/** Orange pixels on the screen, once they stay the same. */
async function orange(): Promise<number> {
  let before = -1;
  await expect
    .poll(async () => {
      const now = await orangePixels(view().locator('canvas'));
      const isSteady = now === before;
      before = now;
      return isSteady;
    })
    .toBe(true);
  return before;
}

/** Opens the image with an object that has a hole and an island, selected; by its side another one on request. */
async function open({ withOther = false } = {}): Promise<void> {
  const mask = combine(
    combine(rectMask(size, body), rectMask(size, hole), 'difference'),
    rectMask(size, island),
    'union',
  );
  const { counts } = encodeRunLength(mask);
  const objects = [
    rectObject(size, body, { mask: { size: [size.width, size.height], counts: [...counts] } }),
    ...(withOther ? [rectObject(size, beside, { id: '2' })] : []),
  ];
  const path = vscode.workspace.at(image);
  await saveMasks({ path, ...size, slices: 1 }, { labels: [liver], objects }, { writer: 'machine' });
  await vscode.workbench.openImage(image);
  await view()
    .getByText(/^MR · 256 × 256/)
    .waitFor();
  await view()
    .locator('canvas')
    .click({ position: { x: 5, y: 5 }, button: 'middle' });
  await press('n');
  await view().getByRole('status').filter({ hasText: /liver/ }).waitFor({ state: 'attached' });
}

async function saved(): Promise<{ readonly mask: Mask; readonly objects: ReturnType<typeof parseSidecar>['objects'] }> {
  await press('Control+S');
  await isDirty().waitFor({ state: 'detached' });
  const mask = await readMask(vscode.workspace.at(`${image}.mask.png`));
  const { objects } = parseSidecar(await readFile(vscode.workspace.at(`${image}.masks.json`), 'utf8'), 'sidecar');
  return { mask, objects };
}

test('a hole is filled: shown before it is chosen, undone by one step, saved as a correction', async () => {
  const { page } = vscode.workbench;
  await open();
  const before = await orange();
  await press('t');
  await change('Fill Holes: +900 px (9.7 %)').waitFor();
  expect(await orange()).toBeGreaterThan(before);
  await vscode.workbench.screenshot('clean-up');
  await page.keyboard.press('Escape');
  await row('Fill Holes').waitFor({ state: 'hidden' });
  expect(await orange()).toBe(before);
  expect(await isDirty().count()).toBe(0);
  await press('t');
  await change('Fill Holes: +900 px (9.7 %)').waitFor();
  await page.keyboard.press('Enter');
  await isDirty().waitFor();
  await press('Control+Z');
  await isDirty().waitFor({ state: 'detached' });
  expect(await orange()).toBe(before);
  await press('Control+Shift+Z');
  const { mask, objects } = await saved();
  expect(mask.equals(combine(rectMask(size, body), rectMask(size, island), 'union'))).toBe(true);
  expect(objects).toMatchObject([{ status: 'corrected', origin: 'human' }]);
  expect(objects[0]).not.toHaveProperty('quality');
});

test('islands go below the size that is typed, and a number that leaves nothing is refused', async () => {
  const { page } = vscode.workbench;
  await open();
  await press('t');
  await row('Remove Islands…').click();
  const input = page.locator('.quick-input-widget input');
  await page.locator('.quick-input-message', { hasText: 'No change in area' }).waitFor();
  await input.fill('many');
  await page.locator('.quick-input-message', { hasText: 'Enter a number above 0' }).waitFor();
  await input.fill('145');
  await page.locator('.quick-input-message', { hasText: '−144 px (1.6 %)' }).waitFor();
  await page.keyboard.press('Enter');
  await isDirty().waitFor();
  await press('t');
  await row('Shrink…').click();
  // The list and the field share one input: what is typed into the list would filter it.
  await page.locator('.quick-input-title', { hasText: 'Shrink' }).waitFor();
  await page.locator('.quick-input-message', { hasText: '−' }).waitFor();
  await input.fill('90');
  await page.locator('.quick-input-message', { hasText: 'leaves nothing' }).waitFor();
  await page.keyboard.press('Enter');
  await vscode.workbench.notification('This would leave nothing of “liver”, so no mask was changed.').waitFor();
  const { mask } = await saved();
  expect(mask.equals(combine(rectMask(size, body), rectMask(size, hole), 'difference'))).toBe(true);
});

test('two objects are merged, and an object is split into its parts', async () => {
  await open({ withOther: true });
  await press('Shift+T');
  await row('Merge').click();
  await isDirty().waitFor();
  const { objects } = await saved();
  expect(objects.map(({ id }) => id)).toEqual(['1']);
  await press('Control+Z');
  await isDirty().waitFor();
  await vscode.workbench.command('SAM-UNet: Split Object into Parts');
  await expect.poll(async () => (await saved()).objects.map(({ id }) => id)).toEqual(['1', '3', '2']);
});

const objectRows = () =>
  vscode.workbench.page
    .locator('.pane', { has: vscode.workbench.page.locator('.pane-header[aria-label*="Objects"]') })
    .locator('.monaco-list-row');
const sidecarObjects = async () =>
  parseSidecar(await readFile(vscode.workspace.at(`${image}.masks.json`), 'utf8'), 'sidecar').objects;

/** Chooses an entry of the menu of a row. */
async function chooseInRow(at: number, entry: string): Promise<void> {
  await chooseInMenu(vscode.workbench.page, objectRows().nth(at), entry);
}

test('objects are reordered by dragging, selected together and locked in the list', async () => {
  const { page } = vscode.workbench;
  await open({ withOther: true });
  await vscode.workbench.command('View: Show SAM-UNet');
  await expect.poll(() => objectRows().count()).toBe(2);
  // The upper object is the first.
  await objectRows().nth(1).dragTo(objectRows().nth(0));
  await isDirty().waitFor();
  await objectRows().nth(0).click();
  await objectRows()
    .nth(1)
    .click({ modifiers: ['ControlOrMeta'] });
  await expect.poll(() => objectRows().and(page.locator('.selected')).count()).toBe(2);
  await chooseInRow(0, 'Lock Object');
  await expect.poll(() => objectRows().filter({ hasText: 'locked' }).count()).toBe(2);
  // A row that is drawn again under a pointer that rests shows nothing.
  await vi.waitFor(
    async () => {
      await objectRows().nth(1).hover();
      await objectRows().nth(0).hover();
      await page.locator('.workbench-hover img[src^="data:image/png"]').waitFor({ timeout: 5000 });
    },
    { timeout: 120_000 },
  );
  await vscode.workbench.screenshot('objects-locked');
  await page.keyboard.press('Delete');
  await vscode.workbench.notification('“liver” is locked.').waitFor();
  await page.keyboard.press('Control+S');
  await isDirty().waitFor({ state: 'detached' });
  expect((await sidecarObjects()).map(({ id, locked }) => [id, locked])).toEqual([
    ['2', true],
    ['1', true],
  ]);
});

test('a label is renamed everywhere after a preview, and the rename undone', async () => {
  const { page } = vscode.workbench;
  await open();
  await vscode.workbench.command('View: Show SAM-UNet');
  await chooseInRow(0, 'Rename Label Everywhere…');
  const input = page.locator('.quick-input-widget input');
  await page.locator('.quick-input-message', { hasText: 'New name of “liver”' }).waitFor();
  await input.fill('hepar');
  await page.keyboard.press('Enter');
  const dialog = page.locator('.monaco-dialog-box', { hasText: 'Rename “liver” to “hepar” in 1 image, 1 object?' });
  await dialog.waitFor();
  await vscode.workbench.screenshot('rename-label');
  await dialog.getByRole('button', { name: 'Rename' }).click();
  await vscode.workbench.notification('Label renamed in 1 image.').waitFor();
  expect((await sidecarObjects())[0]!.label).toBe('hepar');
  await objectRows().filter({ hasText: 'hepar' }).waitFor();
  await vscode.workbench.command('SAM-UNet: Undo Label Rename…');
  await row('“liver” to “hepar”').click();
  await objectRows().filter({ hasText: 'liver' }).waitFor();
  expect((await sidecarObjects())[0]!.label).toBe('liver');
  // With unsaved edits, the rename is one more of them.
  await chooseInRow(0, 'Lock Object');
  await isDirty().waitFor();
  await chooseInRow(0, 'Rename Label Everywhere…');
  await page.locator('.quick-input-message', { hasText: 'New name of “liver”' }).waitFor();
  await input.fill('jecur');
  await page.keyboard.press('Enter');
  await page.locator('.monaco-dialog-box', { hasText: 'Rename “liver” to “jecur” in 1 image, 1 object?' }).waitFor();
  await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Rename' }).click();
  await vscode.workbench.readNotification('Save 1 image with unsaved edits to rename it there, too.');
  await objectRows().filter({ hasText: 'jecur' }).waitFor();
  expect((await sidecarObjects())[0]!.label).toBe('liver');
  await vscode.workbench.command('File: Save');
  await isDirty().waitFor({ state: 'detached' });
  expect((await sidecarObjects())[0]).toMatchObject({ label: 'jecur', locked: true });
});

test('an object is cleaned up in three dimensions, through its slices, in one step', async () => {
  const { page } = vscode.workbench;
  const masks = [rectMask(size, body), combine(rectMask(size, body), rectMask(size, island), 'union')];
  const objects = [2, 3, 4].map((slice) => {
    const { counts } = encodeRunLength(masks[slice === 3 ? 1 : 0]!);
    const mask = { size: [size.width, size.height] as [number, number], counts: [...counts] };
    return rectObject(size, body, { id: String(slice), slice, mask });
  });
  const path = vscode.workspace.at(volume);
  await saveMasks({ path, ...size, slices }, { labels: [liver], objects }, { writer: 'machine' });
  await vscode.workbench.openImage(volume);
  await view()
    .locator('canvas')
    .first()
    .click({ position: { x: 5, y: 5 }, button: 'middle' });
  await press('n');
  await view().getByRole('status').filter({ hasText: /liver/ }).waitFor({ state: 'attached' });
  await vscode.workbench.command('SAM-UNet: Clean Up Object in 3-D');
  await change(/Keep Largest Part: −\d+ mm³ .* on 1 slice/).waitFor();
  await vscode.workbench.screenshot('clean-up-3d');
  await row('Keep Largest Part').click();
  // The list takes the focus with it when it closes, and a key that is pressed before is lost.
  await row('Keep Largest Part').waitFor({ state: 'hidden' });
  const dirty = page.locator('.tab.dirty', { hasText: volume });
  await dirty.waitFor();
  await press('Control+S');
  await dirty.waitFor({ state: 'detached' });
  const saved = parseSidecar(await readFile(vscode.workspace.at(`${volume}.masks.json`), 'utf8'), 'sidecar').objects;
  expect(saved.map(({ slice, status }) => [slice, status])).toEqual([
    [2, 'draft'],
    [3, 'corrected'],
    [4, 'draft'],
  ]);
  expect(decodeRunLength(saved[1]!.mask).equals(rectMask(size, body))).toBe(true);
});
