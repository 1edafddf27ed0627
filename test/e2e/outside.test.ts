import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { readLabelPng, writeLabelPng } from '../../src/core/formats/png/labelMap';
import { parseSidecar } from '../../src/core/sidecar/sidecar';
import { inspectMasks, maskState, saveMasks } from '../../src/node/masks/maskStore';
import { useWorkbench } from '../harness/useWorkbench';
import { orangePixels } from '../support/canvas';
import { drawBox, openSlice } from '../support/drawBox';
import { chooseInExplorer } from '../support/explorerMenu';
import { liver, rectObject } from '../support/sidecars';
import { startAfresh } from '../support/startAfresh';

const image = 'brain_010.dcm';
const vscode = useWorkbench({
  files: [`mr-series/${image}`],
  settings: {
    'files.autoSave': 'off',
    'samUnet.dicomSeries': 'single',
  },
});
startAfresh(vscode);

const size = { width: 256, height: 256 };
const lesion = { name: 'lesion', value: 2, color: '#56b4e9' };
const one = rectObject(size, { x0: 60, y0: 70, x1: 160, y1: 160 }, { origin: 'human' });
const two = rectObject(size, { x0: 120, y0: 90, x1: 200, y1: 190 }, { id: '2', label: 'lesion', origin: 'human' });

const sidecar = () => vscode.workspace.at(`${image}.masks.json`);
const objectsOnDisk = async () => parseSidecar(await readFile(sidecar(), 'utf8'), 'sidecar').objects.length;
const saved = (): Locator => vscode.workbench.page.locator('.tab.active:not(.dirty)', { hasText: image });
const orange = () => expect.poll(() => orangePixels(vscode.workbench.webview().locator('canvas')));

/** Masks that another program saves. */
async function saveElsewhere(): Promise<void> {
  const content = { labels: [liver], objects: [one] };
  await saveMasks({ path: vscode.workspace.at(image), ...size, slices: 1 }, content, { writer: 'human' });
}

test('masks that come from outside are shown at once where nothing is unsaved', async () => {
  await openSlice(vscode, image);
  await saveElsewhere();
  await orange().toBeGreaterThan(5000);
});

test('with unsaved edits a person decides, and saving asks instead of failing', async () => {
  const { page } = vscode.workbench;
  await openSlice(vscode, image);
  await drawBox(vscode, image);
  await saveElsewhere();
  const message = page.locator('.notifications-toasts .notification-list-item', { hasText: 'changed on disk' });
  await message.hover();
  for (const action of ['Compare', 'Overwrite', 'Revert'])
    await message.getByRole('button', { name: action }).waitFor();
  await vscode.workbench.screenshot('outside-message');
  await page.locator('.tab.active', { hasText: image }).click();
  await page.keyboard.press('Control+S');
  const dialog = page.locator('.monaco-dialog-box', { hasText: 'changed on disk since they were opened' });
  await dialog.waitFor();
  await vscode.workbench.screenshot('outside-dialog');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await page.locator('.tab.dirty', { hasText: image }).count()).toBe(1);
  expect(await objectsOnDisk()).toBe(1);
  await vscode.workbench.screenshot('outside-cancelled');
  await page.keyboard.press('Control+S');
  await dialog.getByRole('button', { name: 'Overwrite' }).click();
  await saved().waitFor();
  expect(parseSidecar(await readFile(sidecar(), 'utf8'), 'sidecar').objects).toMatchObject([{ label: 'object' }]);
});

test('saving objects that overlap asks once, keeps them whole or shows what is covered', async () => {
  const { page } = vscode.workbench;
  const content = { labels: [liver, lesion], objects: [two] };
  await saveMasks({ path: vscode.workspace.at(image), ...size, slices: 1 }, content, { writer: 'human' });
  await vscode.workbench.openImage(image);
  await drawBox(vscode, image);
  await vscode.workbench.command('SAM-UNet: Set Label');
  await page.locator('.quick-input-widget input').first().fill('liver');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+S');
  const question = page.locator('.quick-input-widget', { hasText: 'overlap' });
  await question.waitFor();
  await vscode.workbench.screenshot('overlap-question');
  const choice = question.locator('.monaco-list-row', { hasText: 'One label map' });
  await choice.filter({ hasText: 'for this image' }).click();
  await saved().waitFor();
  const covered = page.locator('.monaco-list-row[aria-label*="partly covered"]');
  await vscode.workbench.command('View: Show SAM-UNet');
  await covered.waitFor();
  await vscode.workbench.command('Problems: Focus on Problems View');
  await page.locator('.markers-panel', { hasText: 'are covered by' }).waitFor();
  await vscode.workbench.screenshot('overlap-marked');
  await page.locator('.monaco-list-row', { hasText: /^\s*liver/ }).click();
  // It is remembered.
  await vscode.workbench.command('SAM-UNet: Accept Masks');
  const statuses = async () =>
    parseSidecar(await readFile(sidecar(), 'utf8'), 'sidecar').objects.map(({ status }) => status);
  await expect.poll(statuses).toEqual(['draft', 'accepted']);
  await saved().waitFor();
  const map = readLabelPng(await readFile(vscode.workspace.at(`${image}.mask.png`)));
  expect(new Set(map.data)).toEqual(new Set([0, 1, 2]));
});

test('an image renamed in the explorer takes its masks along, and undo brings them back', async () => {
  const { page } = vscode.workbench;
  const { workspace } = vscode;
  await saveElsewhere();
  await vscode.workbench.openImage(image);
  await orange().toBeGreaterThan(5000);
  await vscode.workbench.command('View: Show Explorer');
  await chooseInExplorer(vscode.workbench, image, 'Rename...');
  const input = page.locator('.explorer-item-edited input');
  await input.fill('renamed.dcm');
  await input.press('Enter');
  await expect.poll(() => maskState(workspace.at('renamed.dcm'))).toBe('human');
  await expect.poll(() => existsSync(workspace.at('renamed.dcm'))).toBe(true);
  // The old files go last.
  await expect.poll(() => existsSync(sidecar())).toBe(false);
  await page.locator('.tab.active', { hasText: 'renamed.dcm' }).waitFor();
  await orange().toBeGreaterThan(5000);
  await vscode.workbench.screenshot('renamed');
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'renamed.dcm' }).first().click();
  await page.keyboard.press('Control+Z');
  await expect.poll(() => existsSync(workspace.at(image))).toBe(true);
  await expect.poll(() => maskState(workspace.at(image))).toBe('human');
  await expect.poll(() => existsSync(workspace.at('renamed.dcm.masks.json'))).toBe(false);
});

test('an image deleted in the explorer takes its masks along, and undo brings them back', async () => {
  const { page } = vscode.workbench;
  await saveElsewhere();
  await vscode.workbench.openImage(image);
  await orange().toBeGreaterThan(5000);
  await vscode.workbench.command('View: Show Explorer');
  await chooseInExplorer(vscode.workbench, image, 'Delete');
  const dialog = page.locator('.monaco-dialog-box', { hasText: image });
  await dialog.waitFor();
  await vscode.workbench.screenshot('delete-question');
  await dialog.getByRole('button', { name: /^(Delete|Move to Trash)/ }).click();
  // VS Code asks about what an extension deletes along with it.
  const further = page.locator('.monaco-dialog-box', { hasText: 'changes with this file deletion' });
  await further.getByRole('button', { name: 'OK' }).click();
  for (const name of [image, `${image}.masks.json`, `${image}.mask.png`]) {
    await expect.poll(() => existsSync(vscode.workspace.at(name))).toBe(false);
  }
  await vscode.workbench.screenshot('deleted');
  // Nothing is in the folder any more that could be clicked.
  await vscode.workbench.command('File: Focus on Files Explorer');
  await page.keyboard.press('Control+Z');
  await expect.poll(() => existsSync(vscode.workspace.at(image))).toBe(true);
  await expect.poll(() => maskState(vscode.workspace.at(image))).toBe('human');
  await expect.poll(async () => (await inspectMasks(vscode.workspace.at(image))).faults).toEqual([]);
  await vscode.workbench.screenshot('undeleted');
});

test('an image dragged into another folder takes its masks along', async () => {
  const { page } = vscode.workbench;
  await saveElsewhere();
  await mkdir(vscode.workspace.at('elsewhere'), { recursive: true });
  await vscode.workbench.command('View: Show Explorer');
  const row = (name: string): Locator =>
    page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).first();
  await row('elsewhere').waitFor();
  await row(image).hover();
  await page.mouse.down();
  // A drag begins with the first movement, and a folder takes what has moved over it.
  for (const x of [20, 40, 60]) await row('elsewhere').hover({ position: { x, y: 10 } });
  await page.mouse.up();
  const dialog = page.locator('.monaco-dialog-box', { hasText: 'elsewhere' });
  await dialog.waitFor();
  await vscode.workbench.screenshot('drag-question');
  await dialog.getByRole('button', { name: 'Move' }).click();
  const moved = vscode.workspace.at('elsewhere', image);
  await expect.poll(() => existsSync(moved)).toBe(true);
  await expect.poll(() => maskState(moved)).toBe('human');
  await expect.poll(() => existsSync(`${moved}.mask.png`)).toBe(true);
  await expect.poll(() => existsSync(sidecar())).toBe(false);
  await vscode.workbench.openImage(`elsewhere/${image}`);
  await orange().toBeGreaterThan(5000);
  await vscode.workbench.screenshot('dragged');
});

test('a folder of images renamed in the explorer keeps the masks that lie beside it', async () => {
  const { page } = vscode.workbench;
  await mkdir(vscode.workspace.at('images'), { recursive: true });
  const scan = vscode.workspace.at('images', 'scan.dcm');
  await copyFile(vscode.workspace.at(image), scan);
  const content = { labels: [liver], objects: [one] };
  await saveMasks({ path: scan, ...size, slices: 1 }, content, { writer: 'human', layout: 'objects' });
  await vscode.workbench.openImage('images/scan.dcm');
  await orange().toBeGreaterThan(5000);
  await vscode.workbench.command('View: Show Explorer');
  await chooseInExplorer(vscode.workbench, 'images', 'Rename...');
  const input = page.locator('.explorer-item-edited input');
  await input.fill('ct');
  await input.press('Enter');
  const mask = vscode.workspace.at('ct', 'masks', 'scan__liver_0.png');
  await expect.poll(() => existsSync(mask)).toBe(true);
  await expect
    .poll(() => inspectMasks(vscode.workspace.at('ct', 'scan.dcm')))
    .toMatchObject({ state: 'human', faults: [] });
  await expect.poll(() => existsSync(vscode.workspace.at('masks'))).toBe(false);
  await page.locator('.tab.active', { hasText: 'scan.dcm' }).waitFor();
  await orange().toBeGreaterThan(5000);
  await vscode.workbench.screenshot('folder-renamed');
});

test('a mask file of another program is offered when its image opens', async () => {
  await saveElsewhere();
  const mask = vscode.workspace.at(`${image}.mask.png`);
  const map = readLabelPng(await readFile(mask));
  const values = Uint8Array.from(map.data, (value, at) => (at < 2560 ? 1 : value));
  await writeFile(mask, writeLabelPng(size, values, new Map([[1, '#e69f00']])));
  await vscode.workbench.openImage(image);
  const offer = vscode.workbench.page.locator('.notifications-toasts .notification-list-item', {
    hasText: 'changed by another program',
  });
  await offer.hover();
  await vscode.workbench.screenshot('foreign-offer');
  await offer.getByRole('button', { name: 'Import' }).click();
  await vscode.workbench.page.locator('.tab.dirty', { hasText: image }).waitFor();
  await orange().toBeGreaterThan(5000);
});

test('a mask file that is missing is reported when its image opens, and restored when that is asked for', async () => {
  await saveElsewhere();
  const mask = vscode.workspace.at(`${image}.mask.png`);
  const before = await readFile(mask);
  await rm(mask);
  await vscode.workbench.openImage(image);
  // In the list of notifications, a message stays until it is answered.
  await vscode.workbench.command('Notifications: Show Notifications');
  const offer = vscode.workbench.page.locator('.notifications-center .notification-list-item', {
    hasText: `${image}.mask.png is missing`,
  });
  await offer.hover();
  await vscode.workbench.screenshot('missing-offer');
  await offer.getByRole('button', { name: 'Restore' }).click();
  await expect.poll(() => existsSync(mask)).toBe(true);
  expect((await readFile(mask)).equals(before)).toBe(true);
});
