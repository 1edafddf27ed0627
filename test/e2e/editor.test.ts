import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import type { FrameLocator } from 'playwright-core';
import { expect, test } from 'vitest';
import { readLabelPng } from '../../src/core/formats/png/labelMap';
import { parseSidecar } from '../../src/core/sidecar/sidecar';
import { useWorkbench } from '../harness/useWorkbench';

const image = 'brain_010.dcm';
const other = 'brain_009.dcm';
const vscode = useWorkbench({
  files: [`mr-series/${image}`, `mr-series/${other}`],
  settings: { 'files.autoSave': 'off', 'samUnet.dicomSeries': 'single' },
});

// One image, from opening to reopening: each test goes on where the one before has stopped.

const view = (): FrameLocator => vscode.workbench.webview();

/** Drags over the image; fractions of its width and height, as it is fitted in the editor. */
async function drag(
  from: readonly [number, number],
  to: readonly [number, number],
): Promise<{ readonly release: () => Promise<void> }> {
  const { mouse } = vscode.workbench.page;
  const box = await view().locator('canvas').boundingBox();
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

/** Pixels of the canvas in the orange of the first label, over grey: outlines, fills, chips. */
async function orangePixels(): Promise<number> {
  return view()
    .locator('canvas')
    .evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let i = 0; i < data.length; i += 4) if (data[i]! - data[i + 2]! > 50) count++;
      return count;
    });
}

const announced = () =>
  view()
    .getByRole('status')
    .filter({ hasText: /object, \d+ pixels/ });

test('a DICOM file opens from the explorer, and the status bar says what runs', async () => {
  const { page } = vscode.workbench;
  await vscode.workbench.openImage(image);
  await vscode.workbench.command('View: Close All Editors');
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: image }).first().dblclick();
  await view()
    .getByText(/^MR · 256 × 256/)
    .waitFor();
  await vscode.workbench.statusBar(/SAM-UNet · CPU · (ready |encoding…|\d)/).waitFor({ timeout: 30_000 });
  expect(await orangePixels()).toBe(0);
});

test('while a box is dragged the mask is drawn in its colour', async () => {
  const { release } = await drag([0.3, 0.3], [0.7, 0.7]);
  await expect.poll(orangePixels, { timeout: 15_000 }).toBeGreaterThan(5000);
  await release();
  await announced().waitFor({ state: 'attached' });
  expect(await orangePixels()).toBeGreaterThan(5000);
  await vscode.workbench.screenshot('editor-box');
});

test('undo takes the object away, redo brings it back', async () => {
  const { page } = vscode.workbench;
  await page.keyboard.press('Control+Z');
  await expect.poll(orangePixels).toBe(0);
  await page.keyboard.press('Control+Shift+Z');
  await expect.poll(orangePixels).toBeGreaterThan(5000);
});

test('saving writes a mask and a sidecar beside the image, and leaves the image alone', async () => {
  const before = await readFile(vscode.workspace.at(image));
  await vscode.workbench.page.locator('.tab.dirty', { hasText: image }).waitFor();
  await vscode.workbench.page.keyboard.press('Control+S');
  await expect.poll(() => existsSync(vscode.workspace.at(`${image}.mask.png`)), { timeout: 10_000 }).toBe(true);
  const mask = readLabelPng(await readFile(vscode.workspace.at(`${image}.mask.png`)));
  const area = Array.from(mask.data).filter((value) => value === 1).length;
  const sidecar = parseSidecar(await readFile(vscode.workspace.at(`${image}.masks.json`), 'utf8'), 'sidecar');
  expect([mask.width, mask.height]).toEqual([256, 256]);
  expect(area).toBeGreaterThan(1000);
  expect(sidecar.objects).toMatchObject([
    { label: 'object', origin: 'human', prompt: { box: expect.any(Array) as unknown } },
  ]);
  expect(before.equals(await readFile(vscode.workspace.at(image)))).toBe(true);
});

test('a reopened image has its objects, still editable', async () => {
  await vscode.workbench.command('View: Close All Editors');
  await vscode.workbench.openImage(image);
  await expect.poll(orangePixels, { timeout: 15_000 }).toBeGreaterThan(5000);
});

test('the workspace command makes masks where there are none, and says what it did', async () => {
  const { page } = vscode.workbench;
  const before = await readFile(vscode.workspace.at(`${image}.masks.json`));
  await vscode.workbench.command('SAM-UNet: Generate Masks for Workspace…');
  const row = (text: string) => page.locator('.quick-input-list .monaco-list-row', { hasText: text });
  await row('One box over each whole image').click();
  await page.keyboard.press('Enter');
  await row('Segment 1 image').click({ timeout: 60_000 });
  await vscode.workbench.notification(/1 image segmented, 1 skipped, 0 failed/).waitFor({ timeout: 30_000 });
  const made = parseSidecar(await readFile(vscode.workspace.at(`${other}.masks.json`), 'utf8'), 'sidecar');
  expect(made.objects).toMatchObject([{ origin: 'machine', status: 'draft' }]);
  expect(existsSync(vscode.workspace.at(`${other}.mask.png`))).toBe(true);
  expect(before.equals(await readFile(vscode.workspace.at(`${image}.masks.json`)))).toBe(true);
});

test('the status names the device and the model', async () => {
  const { page } = vscode.workbench;
  await vscode.workbench.command('SAM-UNet: Show Status');
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: /CPU.*loaded in.*Model compact/ });
  await row.waitFor();
  await page.keyboard.press('Escape');
});
