import { readFile, writeFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { FrameLocator, Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { readLabelVolumes } from '../../src/core/formats/nifti/labelVolume';
import { gunzip } from '../../src/node/files/gzip';
import { useWorkbench } from '../harness/useWorkbench';
import { awaitPicture } from '../support/canvas';
import { startAfresh } from '../support/startAfresh';
import { keysAct } from '../support/keysAct';

const volume = 'brain.nii.gz';
const series = 'series.nii';
const vscode = useWorkbench({
  files: [`nifti/${volume}`, 'mr-series/brain_010.dcm'],
  prepare: async (workspace) => {
    await writeFile(workspace.at(series), inVolumes(new Uint8Array(gunzipSync(await readFile(workspace.at(volume))))));
  },
});

startAfresh(vscode);

/** A NIfTI file of int16 as a series of three volumes, which become darker. */
function inVolumes(file: Uint8Array): Uint8Array {
  const header = file.slice(0, 352);
  const view = new DataView(header.buffer);
  view.setInt16(40, 4, true);
  view.setInt16(48, 3, true);
  const voxels = new Int16Array(file.slice(352).buffer);
  const volumes = [1, 0.75, 0.5].map((share) => new Uint8Array(voxels.map((value) => value * share).buffer));
  return Buffer.concat([header, ...volumes]);
}

/** Grey levels of a canvas that differ from each other: one for nothing, many for an image. */
const greys = (index: number): Promise<number> =>
  vscode.workbench
    .webview()
    .locator('canvas')
    .nth(index)
    .evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return new Set(data.filter((_, i) => i % 4 === 0)).size;
    });

const press = (key: string): Promise<void> => vscode.workbench.page.keyboard.press(key);
/** The canvas of the image; planes have others. */
const canvas = (): Locator => vscode.workbench.webview().locator('canvas').first();
const object = (): Locator =>
  vscode.workbench
    .webview()
    .getByRole('status')
    .filter({ hasText: /object, \d+ pixels/ });

/** Opens a file that shows `text`, and gives it the keys. */
async function open(name: string, text: string | RegExp): Promise<FrameLocator> {
  const view = await vscode.workbench.openImage(name);
  await view.getByText(text).waitFor();
  await canvas().click({ button: 'middle' });
  await keysAct(view);
  return view;
}

/** Drags a box over the middle of the image, which becomes an object that VS Code knows as an edit. */
async function drawBox(name: string): Promise<void> {
  const { mouse } = vscode.workbench.page;
  const box = (await canvas().boundingBox())!;
  await mouse.move(box.x + box.width / 2 - 100, box.y + box.height / 2 - 100);
  await mouse.down();
  await mouse.move(box.x + box.width / 2 + 100, box.y + box.height / 2 + 100, { steps: 5 });
  await mouse.up();
  await vscode.workbench.page.locator('.tab.dirty', { hasText: name }).waitFor();
}

test('O shows three planes of a volume', async () => {
  const view = await open(volume, /^\d+ \/ \d+$/);
  await press('o');
  await view.getByText(/^Sagittal \d+ \/ 256$/).waitFor();
  await view.getByText(/^Coronal \d+ \/ 256$/).waitFor();
  for (const pane of [0, 1, 2]) await expect.poll(() => greys(pane)).toBeGreaterThan(30);
  await vscode.workbench.screenshot('planes');
  await press('o');
  await expect.poll(() => view.locator('canvas').count()).toBe(1);
});

test('K and arrow keys draw a box without a mouse', async () => {
  const view = await open(volume, /^\d+ \/ \d+$/);
  await press('k');
  await view.getByText('Arrow keys move, Enter places the first corner.').waitFor();
  // VS Code's key bindings learn of the crosshair a moment after the page shows it: arrows do no harm until then.
  const place = view.getByRole('status').filter({ hasText: /^x \d+ y \d+/ });
  const start = await place.textContent();
  await expect
    .poll(async () => {
      await press('ArrowRight');
      return place.textContent();
    })
    .not.toBe(start);
  await press('Enter');
  await view.getByText('Enter places the opposite corner.').waitFor();
  for (let i = 0; i < 3; i++) {
    await press('Shift+ArrowRight');
    await press('Shift+ArrowDown');
  }
  await vscode.workbench.screenshot('keyboard-crosshair');
  await press('Enter');
  await object().waitFor({ state: 'attached' });
});

test('M shows what the model sees, of the object’s surroundings too', async () => {
  const view = await open(volume, /^\d+ \/ \d+$/);
  await drawBox(volume);
  await object().waitFor({ state: 'attached' });
  await press('m');
  await view.getByText(/^Model input \d+ × \d+ of \d+ × \d+$/).waitFor();
  await vscode.workbench.screenshot('model-input');
});

test('? shows the keys', async () => {
  const view = await open(volume, /^\d+ \/ \d+$/);
  await press('Shift+Slash');
  const keys = view.getByRole('dialog', { name: 'Default keyboard shortcuts' });
  await keys.getByText('Go ten slices forward or back').waitFor();
  await vscode.workbench.screenshot('keys-of-mode');
  await keys.getByRole('button', { name: 'All Keys' }).click();
  await keys.getByText('Show or hide the three planes').waitFor();
  expect(await keys.getByText('Review the selected folder').count()).toBe(0);
  await vscode.workbench.screenshot('keys');
  await press('Escape');
  await keys.waitFor({ state: 'detached' });
});

test('. and , go through the volumes of a series', async () => {
  const view = await open(series, 'Volume 1 / 3');
  await press('.');
  await view.getByText('Volume 2 / 3').waitFor();
  await press(',');
  await view.getByText('Volume 1 / 3').waitFor();
  await press('Alt+y');
  await view.getByText('▶ 10/s · Volume').waitFor();
  await press('Alt+y');
  await view.getByText('▶').waitFor({ state: 'detached' });
});

test('a mask lies in the volume that it was drawn in', async () => {
  const view = await open(series, 'Volume 1 / 3');
  await awaitPicture(canvas(), () => press('PageDown'));
  await awaitPicture(canvas(), () => press('.'));
  await view.getByText('Volume 2 / 3').waitFor();
  await drawBox(series);
  await vscode.workbench.screenshot('volumes');
  await press(',');
  await view.getByText('Volume 1 / 3').waitFor();
  await press('n');
  await view.getByText('Volume 2 / 3').waitFor();
  await press('Control+S');
  await vscode.workbench.page.locator('.tab.active:not(.dirty)', { hasText: series }).waitFor();
  const mask = await readFile(vscode.workspace.at(`${series}.mask.nii.gz`));
  const { width, height, slices, volumes = 1, data } = readLabelVolumes(mask, gunzip);
  const voxels = width * height * slices;
  const marked = Array.from({ length: volumes }, (_, i) => data.subarray(i * voxels, (i + 1) * voxels).includes(1));
  expect(marked).toEqual([false, true, false]);
});

test('I lists the header, with the patient hidden', async () => {
  await open('brain_010.dcm', /^MR · 256 × 256/);
  await press('i');
  await vscode.workbench.page.locator('.monaco-editor', { hasText: 'PatientName' }).waitFor();
  await vscode.workbench.page.getByText(/^Show Patient Data \(\d+ values/).waitFor();
  await vscode.workbench.screenshot('metadata');
});
