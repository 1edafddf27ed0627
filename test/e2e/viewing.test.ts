import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { deflateSync, gunzipSync } from 'node:zlib';
import type { FrameLocator, Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { readLabelVolumes } from '../../src/core/formats/nifti/labelVolume';
import { readLabelPng } from '../../src/core/formats/png/labelMap';
import { areaOf } from '../../src/core/mask/runLength';
import { parseSidecar, type Sidecar } from '../../src/core/sidecar/sidecar';
import { gunzip } from '../../src/node/files/gzip';
import { useWorkbench } from '../harness/useWorkbench';
import { awaitPicture, orangePixels } from '../support/canvas';
import { startAfresh } from '../support/startAfresh';
import { keysAct } from '../support/keysAct';
import { writeTiff } from '../support/writeTiff';

const volume = 'brain.nii.gz';
const series = 'series.nii';
const slide = 'slide.tif';
const vscode = useWorkbench({
  files: [`nifti/${volume}`, 'mr-series/brain_010.dcm'],
  prepare: async (workspace) => {
    await writeFile(workspace.at(slide), slideFile());
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

/** A picture of 8,192 pixels along each side: a bright disc in the middle of every tile, and nothing smaller. */
function slideFile(): Uint8Array {
  const side = 512;
  const tile = Uint8Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [(i % side) - side / 2, Math.floor(i / side) - side / 2];
    return Math.hypot(x, y) < 90 ? 200 + (i % 7) : 60 + (i % 11);
  });
  return writeTiff([{ width: 8192, height: 8192, chunk: [side, side], chunks: [deflateSync(tile)] }], {
    ...{ bits: 8, samples: 1, compression: 8, photometric: 1 },
  });
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

/** Opens the series at the first slice of its first volume; another one may have been seen last. */
async function openSeries(): Promise<FrameLocator> {
  const view = await open(series, /^Volume \d \/ 3$/);
  for (let back = 0; back < 2; back++) {
    await press(',');
    await press('PageUp');
  }
  await view.getByText('Volume 1 / 3').waitFor();
  await view.getByText(/^1 \/ \d+$/).waitFor();
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

test('a box and a stroke in the planes across the slices change all slices that they meet, and are undone at once', async () => {
  const view = await open(volume, /^\d+ \/ \d+$/);
  await press('o');
  await view.getByText(/^Sagittal \d+ \/ 256$/).waitFor();
  for (const pane of [0, 1, 2]) await expect.poll(() => greys(pane)).toBeGreaterThan(30);
  const isDirty = vscode.workbench.page.locator('.tab.dirty', { hasText: volume });
  const drawn = (): Promise<Sidecar['objects']> => savedObjects(volume);
  /** Drags across the middle of a plane. */
  const drag = async (pane: Locator, by: { x: number; y: number }): Promise<void> => {
    const { mouse } = vscode.workbench.page;
    const { x, y, width, height } = (await pane.boundingBox())!;
    const middle = { x: x + width / 2, y: y + height / 2 };
    await mouse.move(middle.x - by.x, middle.y - by.y);
    await mouse.down();
    await mouse.move(middle.x + by.x, middle.y + by.y, { steps: 6 });
  };
  const sagittal = view.locator('.viewport.plane').first();
  await drag(sagittal, { x: 60, y: 40 });
  await expect.poll(() => orangePixels(sagittal.locator('canvas'))).toBeGreaterThan(200);
  await vscode.workbench.page.mouse.up();
  await isDirty.waitFor();
  await vscode.workbench.screenshot('planes-prompt');
  await keysAct(view);
  await press('d');
  await view.locator('.next', { hasText: 'Brush' }).waitFor();
  const coronal = view.locator('.viewport.plane').last();
  await drag(coronal, { x: 40, y: 30 });
  await vscode.workbench.screenshot('planes-brush');
  await vscode.workbench.page.mouse.up();
  await press('ControlOrMeta+s');
  await isDirty.waitFor({ state: 'detached' });
  const both = await drawn();
  const prompted = both.filter(({ planePrompts }) => planePrompts !== undefined);
  expect(prompted.length).toBeGreaterThan(2);
  expect(prompted[0]!.planePrompts).toMatchObject([
    { normal: 0, index: 128, box: [0, 0, 0, 0].map(() => expect.any(Number) as unknown) },
  ]);
  expect(new Set(both.map(({ slice }) => slice)).size).toBe(both.length);
  /** VS Code does nothing while it is still at the step before. */
  const undo = async (): Promise<void> => {
    const isUndone = (): Promise<boolean> =>
      isDirty.waitFor({ timeout: 15_000 }).then(
        () => true,
        () => false,
      );
    do await press('ControlOrMeta+z');
    while (!(await isUndone()));
  };
  // The stroke, then the prompt: each is one step, on however many slices.
  for (const count of [prompted.length, 0]) {
    await undo();
    await press('ControlOrMeta+s');
    await isDirty.waitFor({ state: 'detached' });
    expect(await drawn()).toHaveLength(count);
  }
});

/** What the sidecar of an image says; none without one. */
async function savedObjects(name: string): Promise<Sidecar['objects']> {
  const file = vscode.workspace.at(`${name}.masks.json`);
  return existsSync(file) ? parseSidecar(await readFile(file, 'utf8'), file).objects : [];
}

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
  const view = await openSeries();
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
  const view = await openSeries();
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

test('a box in a picture of 67 million pixels is answered at full resolution, saved, and there when it is opened again', async () => {
  const view = await open(slide, /^8192 × 8192/);
  await expect.poll(() => greys(0)).toBeGreaterThan(3);
  await vscode.workbench.screenshot('large-overview');
  await vscode.workbench.command('SAM-UNet: Zoom to Actual Size');
  // The overview has no more than a few pixels of a disc; its noise is in the tiles.
  await expect.poll(() => greys(0)).toBeGreaterThan(15);
  await vscode.workbench.screenshot('large-actual-size');
  await canvas().click({ button: 'middle' });
  await keysAct(view);
  await drawBox(slide);
  await expect.poll(() => orangePixels(canvas())).toBeGreaterThan(2000);
  await vscode.workbench.screenshot('large-box');
  await press('Control+S');
  await vscode.workbench.page.locator('.tab.active:not(.dirty)', { hasText: slide }).waitFor();
  const [saved] = await savedObjects(slide);
  expect(saved!.mask.size).toEqual([8192, 8192]);
  const mask = readLabelPng(await readFile(vscode.workspace.at(`${slide}.mask.png`)));
  let pixels = 0;
  for (const value of mask.data) pixels += value;
  expect(pixels).toBe(areaOf(saved!.mask));
  await vscode.workbench.command('View: Close All Editors');
  await open(slide, /^8192 × 8192/);
  await press('n');
  await object().waitFor();
  await vscode.workbench.screenshot('large-again');
});

test('I lists the header, with the patient hidden', async () => {
  await open('brain_010.dcm', /^MR · 256 × 256/);
  await press('i');
  await vscode.workbench.page.locator('.monaco-editor', { hasText: 'PatientName' }).waitFor();
  await vscode.workbench.page.getByText(/^Show Patient Data \(\d+ values/).waitFor();
  await vscode.workbench.screenshot('metadata');
});
