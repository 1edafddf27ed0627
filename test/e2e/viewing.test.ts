import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readLabelVolumes } from '../../src/core/formats/nifti/labelVolume';
import { useWorkbench } from '../harness/useWorkbench';

const volume = 'brain.nii.gz';
const series = 'series.nii';
const vscode = useWorkbench({
  files: [`nifti/${volume}`, 'mr-series/brain_010.dcm'],
  prepare: async (workspace) => {
    await writeFile(workspace.at(series), inVolumes(new Uint8Array(gunzipSync(await readFile(workspace.at(volume))))));
  },
});

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

test('O shows three planes of a volume', async () => {
  const view = await vscode.workbench.openImage(volume);
  await view.locator('canvas').first().click({ button: 'middle' });
  await vscode.workbench.page.keyboard.press('o');
  await view.getByText(/^Sagittal \d+ \/ 256$/).waitFor();
  await view.getByText(/^Coronal \d+ \/ 256$/).waitFor();
  for (const pane of [0, 1, 2]) await expect.poll(() => greys(pane)).toBeGreaterThan(30);
  await vscode.workbench.screenshot('planes');
  await vscode.workbench.page.keyboard.press('o');
  await expect.poll(() => view.locator('canvas').count()).toBe(1);
});

test('K and arrow keys draw a box without a mouse', async () => {
  const view = vscode.workbench.webview();
  const { keyboard } = vscode.workbench.page;
  await keyboard.press('k');
  await view.getByText('Arrows move, Enter sets the first corner.').waitFor();
  // VS Code's key bindings learn of the crosshair a moment after the page shows it.
  const other = view.getByText('Enter sets the other corner.');
  const isSet = (): Promise<boolean> =>
    other.waitFor({ timeout: 3000 }).then(
      () => true,
      () => false,
    );
  do await keyboard.press('Enter');
  while (!(await isSet()));
  for (let i = 0; i < 3; i++) {
    await keyboard.press('Shift+ArrowRight');
    await keyboard.press('Shift+ArrowDown');
  }
  await vscode.workbench.screenshot('keyboard-crosshair');
  await keyboard.press('Enter');
  await view
    .getByRole('status')
    .filter({ hasText: /object, \d+ pixels/ })
    .waitFor({ state: 'attached' });
  await keyboard.press('k');
});

test('M shows what the model sees, of the object’s surroundings too', async () => {
  const view = vscode.workbench.webview();
  await vscode.workbench.page.keyboard.press('m');
  await view.getByText(/^Model input \d+ × \d+ of \d+ × \d+$/).waitFor();
  await vscode.workbench.screenshot('model-input');
  await vscode.workbench.page.keyboard.press('m');
});

test('? shows the keys', async () => {
  const view = vscode.workbench.webview();
  await vscode.workbench.page.keyboard.press('Shift+Slash');
  const keys = view.getByRole('dialog', { name: 'Keys' });
  await keys.getByText('Show Three Planes').waitFor();
  expect(await keys.getByText('Filter Dataset…').count()).toBe(0);
  await vscode.workbench.screenshot('keys');
  await vscode.workbench.page.keyboard.press('Escape');
  await keys.waitFor({ state: 'detached' });
});

test('. and , go through the volumes of a series', async () => {
  const view = await vscode.workbench.openImage(series);
  await view.getByText('Volume 1 / 3').waitFor();
  await view.locator('canvas').first().click({ button: 'middle' });
  await vscode.workbench.page.keyboard.press('.');
  await view.getByText('Volume 2 / 3').waitFor();
  await vscode.workbench.page.keyboard.press(',');
  await view.getByText('Volume 1 / 3').waitFor();
  await vscode.workbench.page.keyboard.press('Alt+y');
  await view.getByText('▶ 10/s · Volume').waitFor();
  await vscode.workbench.page.keyboard.press('Alt+y');
  await view.getByText('▶').waitFor({ state: 'detached' });
});

test('a mask lies in the volume that it was drawn in', async () => {
  const { page } = vscode.workbench;
  const view = vscode.workbench.webview();
  const { keyboard, mouse } = page;
  await keyboard.press('PageDown');
  for (let i = 0; i < 3; i++) await keyboard.press(',');
  await view.getByText('Volume 1 / 3').waitFor();
  await keyboard.press('.');
  await view.getByText('Volume 2 / 3').waitFor();
  const box = (await view.locator('canvas').first().boundingBox())!;
  await mouse.move(box.x + box.width / 2 - 100, box.y + box.height / 2 - 100);
  await mouse.down();
  await mouse.move(box.x + box.width / 2 + 100, box.y + box.height / 2 + 100, { steps: 5 });
  await mouse.up();
  await page.locator('.tab.dirty', { hasText: series }).waitFor({ timeout: 30_000 });
  await vscode.workbench.screenshot('volumes');
  await keyboard.press(',');
  await view.getByText('Volume 1 / 3').waitFor();
  await keyboard.press('Tab');
  await view.getByText('Volume 2 / 3').waitFor();
  await keyboard.press('Control+S');
  const mask = vscode.workspace.at(`${series}.mask.nii.gz`);
  await expect.poll(() => existsSync(mask), { timeout: 15_000 }).toBe(true);
  const { width, height, slices, volumes = 1, data } = readLabelVolumes(await readFile(mask));
  const voxels = width * height * slices;
  const marked = Array.from({ length: volumes }, (_, i) => data.subarray(i * voxels, (i + 1) * voxels).includes(1));
  expect(marked).toEqual([false, true, false]);
});

test('I lists the header, with the patient hidden', async () => {
  const view = await vscode.workbench.openImage('brain_010.dcm');
  await view.getByText(/^MR · 256 × 256/).waitFor();
  await vscode.workbench.page.keyboard.press('i');
  await vscode.workbench.page.locator('.monaco-editor', { hasText: 'PatientName' }).waitFor();
  await vscode.workbench.page.getByText(/^Show Patient Data \(\d+ values/).waitFor();
  await vscode.workbench.screenshot('metadata');
});
