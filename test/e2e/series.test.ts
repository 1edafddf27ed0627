import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { readLabelVolume } from '../../src/core/formats/nifti/labelVolume';
import { parseSidecar } from '../../src/core/sidecar/sidecar';
import { gunzip } from '../../src/node/files/gzip';
import { sample } from '../harness/paths';
import { useWorkbench } from '../harness/useWorkbench';
import type { Workspace } from '../harness/workspace';
import { awaitPicture, orangePixels } from '../support/canvas';
import { chooseInExplorer } from '../support/explorerMenu';
import { startAfresh } from '../support/startAfresh';
import { keysAct } from '../support/keysAct';

const names = [5, 6, 7, 8, 9, 11].map((n) => `brain_${String(n).padStart(3, '0')}.dcm`);
const [anchor, , , fourth] = names as [string, string, string, string];
const vscode = useWorkbench({
  files: names.map((name) => `mr-series/${name}`),
  settings: { 'files.autoSave': 'off' },
  prepare: prepareStudy,
});
startAfresh(vscode);

const study = [7, 8, 9, 10].map((n) => `study_${String(n).padStart(3, '0')}.dcm`);

/** A folder with a series and boxes for the eyeballs on three of its slices, one of which is far off. */
function prepareStudy(workspace: Workspace): Promise<void> {
  const inStudy = (name: string): string => workspace.at('study', name);
  mkdirSync(inStudy('.'));
  for (const name of study) cpSync(path.join(sample, 'mr-series', name.replace('study', 'brain')), inStudy(name));
  const left = [82, 23, 113, 51];
  const right = { label: 'right eye', box: [157, 29, 187, 57] };
  const images = {
    'study_008.dcm': [{ label: 'left eye', box: left }, right],
    'study_009.dcm': [{ label: 'left eye', box: [120, 100, 160, 140] }, right],
    'study_010.dcm': [{ label: 'left eye', box: left }, right],
  };
  writeFileSync(inStudy('prompts.json'), JSON.stringify({ version: 1, images }));
  return Promise.resolve();
}

const view = (): FrameLocator => vscode.workbench.webview();
const canvas = (): Locator => view().locator('canvas');
const count = (text: string) => view().getByText(text).waitFor();

test('a file opens its series at its slice, in one tab, with what is missing shown in the status bar', async () => {
  await vscode.workbench.openImage(anchor);
  // The file that stands for the series opens it in its middle.
  await count('3 / 6');
  await vscode.workbench.pickFile(fourth);
  await count('4 / 6');
  await expect.poll(() => vscode.workbench.tab('brain_').count()).toBe(1);
  await vscode.workbench.statusBar('Note on this image').click();
  await vscode.workbench.page
    .locator('.quick-input-list .monaco-list-row', { hasText: '1 slice is missing between slices 5 and 6' })
    .waitFor();
  await vscode.workbench.screenshot('series-notes');
});

test('a mask on a slice is saved in the volume beside the first file, and another file of the series brings it back', async () => {
  const { page } = vscode.workbench;
  await vscode.workbench.openImage(anchor);
  await canvas().click({ button: 'middle' });
  await keysAct(view());
  await page.keyboard.press('PageUp');
  await count('1 / 6');
  const box = await canvas().boundingBox();
  if (box === null) throw new Error('The canvas is not shown.');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (const slice of [2, 3, 4]) {
    await awaitPicture(canvas(), () => page.mouse.wheel(0, 100));
    await count(`${slice} / 6`);
  }
  await page.mouse.move(box.x + box.width / 2 - 100, box.y + box.height / 2 - 100);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 100, box.y + box.height / 2 + 100, { steps: 5 });
  await page.mouse.up();
  await page.locator('.tab.dirty', { hasText: anchor }).waitFor();
  await page.keyboard.press('Control+S');
  await page.locator('.tab.active:not(.dirty)', { hasText: anchor }).waitFor();
  const mask = vscode.workspace.at(`${anchor}.mask.nii.gz`);
  const { slices, width, height, data } = readLabelVolume(await readFile(mask), gunzip);
  expect(slices).toBe(6);
  const marked = Array.from({ length: slices }, (_, k) =>
    data.subarray(k * width * height, (k + 1) * width * height).includes(1),
  );
  expect(marked).toEqual([false, false, false, true, false, false]);
  const sidecar = parseSidecar(await readFile(vscode.workspace.at(`${anchor}.masks.json`), 'utf8'), 'sidecar');
  expect(sidecar.image.instances).toHaveLength(6);
  expect(sidecar.objects).toMatchObject([{ slice: 3 }]);

  await vscode.workbench.command('View: Close All Editors');
  await vscode.workbench.pickFile(fourth);
  await count('4 / 6');
  await expect.poll(() => vscode.workbench.tab('brain_').count()).toBe(1);
  // The mask is on the screen with the slice that it lies on.
  await expect.poll(() => orangePixels(canvas())).toBeGreaterThan(1000);
  await vscode.workbench.screenshot('series-mask');
  // I lists the header of the file that holds the shown slice.
  await canvas().click({ button: 'middle' });
  await keysAct(vscode.workbench.webview());
  await page.keyboard.press('i');
  await page.locator('.monaco-editor', { hasText: `${fourth} · ` }).waitFor();
});

test('masks are generated for a series from the explorer, in one volume; the review opens the slice that differs from its neighbours', async () => {
  const { page } = vscode.workbench;
  const row = (text: string): Locator => page.locator('.quick-input-list .monaco-list-row', { hasText: text });
  await vscode.workbench.command('File: Focus on Files Explorer');
  await chooseInExplorer(vscode.workbench, 'study', 'Generate Masks for Folder…');
  await row('prompts.json').waitFor();
  await page.keyboard.press('Enter');
  await row('Segment 1 image').waitFor();
  await vscode.workbench.screenshot('series-bulk');
  await row('Segment 1 image').click();
  const done = page.locator('.notifications-toasts .notification-list-item', { hasText: '1 image segmented' });
  await done.getByRole('button', { name: 'Review' }).click();

  const at = (name: string): string => vscode.workspace.at('study', name);
  const { slices, width, height, data } = readLabelVolume(await readFile(at(`${study[0]!}.mask.nii.gz`)), gunzip);
  const values = Array.from({ length: slices }, (_, k) =>
    [...new Set(data.subarray(k * width * height, (k + 1) * width * height))].sort(),
  );
  expect(values).toEqual([[0], [0, 1, 2], [0, 1, 2], [0, 1, 2]]);
  expect(study.filter((name) => existsSync(at(`${name}.masks.json`)))).toEqual([study[0]]);

  await row('Worst First').click();
  await page.locator('.tab.active', { hasText: study[0]! }).waitFor();
  await count('3 / 4');
  await view().locator('.hint', { hasText: 'left eye 0.00: differs from the slices beside it' }).waitFor();
  await vscode.workbench.screenshot('series-review');
});
