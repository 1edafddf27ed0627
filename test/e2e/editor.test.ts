import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import type { FrameLocator } from 'playwright-core';
import { expect, test } from 'vitest';
import { readLabelPng } from '../../src/core/formats/png/labelMap';
import { parseSidecar } from '../../src/core/sidecar/sidecar';
import { saveMasks } from '../../src/node/masks/maskStore';
import { useWorkbench } from '../harness/useWorkbench';
import { orangePixels } from '../support/canvas';
import { drag, drawBox, openSlice } from '../support/drawBox';
import { liver, rectObject } from '../support/sidecars';
import { startAfresh } from '../support/startAfresh';

const image = 'brain_010.dcm';
const other = 'brain_009.dcm';
const vscode = useWorkbench({
  files: [`mr-series/${image}`, `mr-series/${other}`],
  settings: { 'files.autoSave': 'off', 'samUnet.dicomSeries': 'single' },
});
startAfresh(vscode);

const view = (): FrameLocator => vscode.workbench.webview();

const orange = () => expect.poll(() => orangePixels(view().locator('canvas')));

const openImage = (): Promise<void> => openSlice(vscode, image);

async function openWithObject(): Promise<void> {
  await openImage();
  await drawBox(vscode, image);
}

test('a DICOM file opens from the explorer, and the status says what runs', async () => {
  const { page } = vscode.workbench;
  await openImage();
  await vscode.workbench.command('View: Close All Editors');
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: image }).first().dblclick();
  await view()
    .getByText(/^MR · 256 × 256/)
    .waitFor();
  await vscode.workbench.statusBar(/SAM-UNet · CPU · (ready|\d)/).waitFor();
  await vscode.workbench.command('SAM-UNet: Show Status');
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: /CPU.*loaded in.*Model compact/ });
  await row.waitFor();
});

test('while a box is dragged the mask is drawn in its colour', async () => {
  await openImage();
  const { release } = await drag(vscode, [0.3, 0.3], [0.7, 0.7]);
  await orange().toBeGreaterThan(5000);
  await release();
  const object = view()
    .getByRole('status')
    .filter({ hasText: /object, \d+ pixels/ });
  await object.waitFor({ state: 'attached' });
  await orange().toBeGreaterThan(5000);
  await vscode.workbench.screenshot('editor-box');
});

test('undo takes the object away, redo brings it back', async () => {
  const { page } = vscode.workbench;
  await openWithObject();
  await page.keyboard.press('Control+Z');
  await orange().toBe(0);
  await page.keyboard.press('Control+Shift+Z');
  await orange().toBeGreaterThan(5000);
});

test('saving writes a mask and a sidecar beside the image, which has them when it is reopened', async () => {
  const before = await readFile(vscode.workspace.at(image));
  await openWithObject();
  await vscode.workbench.page.keyboard.press('Control+S');
  await vscode.workbench.page.locator('.tab.active:not(.dirty)', { hasText: image }).waitFor();
  const mask = readLabelPng(await readFile(vscode.workspace.at(`${image}.mask.png`)));
  const area = Array.from(mask.data).filter((value) => value === 1).length;
  const sidecar = parseSidecar(await readFile(vscode.workspace.at(`${image}.masks.json`), 'utf8'), 'sidecar');
  expect([mask.width, mask.height]).toEqual([256, 256]);
  expect(area).toBeGreaterThan(1000);
  expect(sidecar.objects).toMatchObject([
    { label: 'object', origin: 'human', prompt: { box: expect.any(Array) as unknown } },
  ]);
  expect(before.equals(await readFile(vscode.workspace.at(image)))).toBe(true);
  await vscode.workbench.command('View: Close All Editors');
  await vscode.workbench.openImage(image);
  await orange().toBeGreaterThan(5000);
});

test('the workspace command makes masks where there are none, and says what it did', async () => {
  const { page } = vscode.workbench;
  const size = { width: 256, height: 256 };
  const drawn = rectObject(size, { x0: 60, y0: 70, x1: 200, y1: 190 }, { status: 'accepted', origin: 'human' });
  const path = vscode.workspace.at(image);
  await saveMasks({ path, ...size, slices: 1 }, { labels: [liver], objects: [drawn] }, { writer: 'human' });
  const before = await readFile(vscode.workspace.at(`${image}.masks.json`));
  await vscode.workbench.command('SAM-UNet: Generate Masks for Workspace…');
  const row = (text: string) => page.locator('.quick-input-list .monaco-list-row', { hasText: text });
  const list = page.locator('.quick-input-widget input[type="text"]');
  await row('one box over the whole image').waitFor();
  await page.keyboard.press('Enter');
  // Nothing is ticked: the list says so and stays.
  await expect.poll(() => list.getAttribute('placeholder')).toMatch(/^Nothing is ticked/);
  await row('one box over the whole image').click();
  await page.keyboard.press('Enter');
  await row('Segment 1 image').click();
  await vscode.workbench.readNotification(/1 image segmented, 1 skipped, 0 failed/);
  const made = parseSidecar(await readFile(vscode.workspace.at(`${other}.masks.json`), 'utf8'), 'sidecar');
  expect(made.objects).toMatchObject([{ origin: 'machine', status: 'draft' }]);
  expect(existsSync(vscode.workspace.at(`${other}.mask.png`))).toBe(true);
  expect(before.equals(await readFile(vscode.workspace.at(`${image}.masks.json`)))).toBe(true);
});
