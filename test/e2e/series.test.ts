import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { readLabelVolume } from '../../src/core/formats/nifti/labelVolume';
import { parseSidecar } from '../../src/core/sidecar/sidecar';
import { sample } from '../harness/paths';
import { useWorkbench } from '../harness/useWorkbench';
import type { Workspace } from '../harness/workspace';

const names = [5, 6, 7, 8, 9, 11].map((n) => `brain_${String(n).padStart(3, '0')}.dcm`);
const [anchor, , third, fourth] = names as [string, string, string, string];
const vscode = useWorkbench({
  files: names.map((name) => `mr-series/${name}`),
  settings: { 'files.autoSave': 'off' },
  prepare: prepareStudy,
});

const study = [7, 8, 9, 10].map((n) => `brain_${String(n).padStart(3, '0')}.dcm`);

/** A folder with a series and boxes for the eyeballs on three of its slices, one of which is far off. */
function prepareStudy(workspace: Workspace): Promise<void> {
  const inStudy = (name: string): string => workspace.at('study', name);
  mkdirSync(inStudy('.'));
  for (const name of study) cpSync(path.join(sample, 'mr-series', name), inStudy(name));
  const left = [82, 23, 113, 51];
  const right = { label: 'right eye', box: [157, 29, 187, 57] };
  const images = {
    'brain_008.dcm': [{ label: 'left eye', box: left }, right],
    'brain_009.dcm': [{ label: 'left eye', box: [120, 100, 160, 140] }, right],
    'brain_010.dcm': [{ label: 'left eye', box: left }, right],
  };
  writeFileSync(inStudy('prompts.json'), JSON.stringify({ version: 1, images }));
  return Promise.resolve();
}

// One series, from opening to reopening: each test goes on where the one before has stopped.

const view = (): FrameLocator => vscode.workbench.webview();
const count = (text: string) => view().getByText(text).waitFor({ timeout: 30_000 });

test('a file opens its series at its slice, in one tab, with what is missing told in the status bar', async () => {
  await vscode.workbench.openImage(anchor);
  await count('1 / 6');
  await vscode.workbench.openFile(third).catch(() => undefined);
  await count('3 / 6');
  await expect.poll(() => vscode.workbench.tab('brain_').count()).toBe(1);
  await vscode.workbench.statusBar('Note on this image').click();
  await vscode.workbench.page
    .locator('.quick-input-list .monaco-list-row', { hasText: '1 slice is missing between slices 5 and 6' })
    .waitFor();
  await vscode.workbench.screenshot('series-notes');
  await vscode.workbench.page.keyboard.press('Escape');
});

test('a mask on a slice is saved in the volume beside the first file', async () => {
  const { page } = vscode.workbench;
  const canvas = view().locator('canvas');
  const box = await canvas.boundingBox();
  if (box === null) throw new Error('The canvas is not shown.');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.wheel(0, 100);
  await count('4 / 6');
  await page.mouse.move(box.x + box.width / 2 - 100, box.y + box.height / 2 - 100);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 100, box.y + box.height / 2 + 100, { steps: 5 });
  await page.mouse.up();
  await vscode.workbench.page.locator('.tab.dirty', { hasText: anchor }).waitFor({ timeout: 30_000 });
  await page.keyboard.press('Control+S');
  const mask = vscode.workspace.at(`${anchor}.mask.nii.gz`);
  await expect.poll(() => existsSync(mask), { timeout: 15_000 }).toBe(true);
  const { slices, width, height, data } = readLabelVolume(await readFile(mask));
  expect(slices).toBe(6);
  const marked = Array.from({ length: slices }, (_, k) =>
    data.subarray(k * width * height, (k + 1) * width * height).includes(1),
  );
  expect(marked).toEqual([false, false, false, true, false, false]);
  const sidecar = parseSidecar(await readFile(vscode.workspace.at(`${anchor}.masks.json`), 'utf8'), 'sidecar');
  expect(sidecar.image.instances).toHaveLength(6);
  expect(sidecar.objects).toMatchObject([{ slice: 3 }]);
});

test('another file of the series brings the mask back', async () => {
  await vscode.workbench.command('View: Close All Editors');
  await vscode.workbench.openFile(fourth).catch(() => undefined);
  await count('4 / 6');
  await expect.poll(() => vscode.workbench.tab('brain_').count()).toBe(1);
  const orange = () =>
    view()
      .locator('canvas')
      .evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        let pixels = 0;
        for (let i = 0; i < data.length; i += 4) if (data[i]! - data[i + 2]! > 50) pixels++;
        return pixels;
      });
  await expect.poll(orange, { timeout: 15_000 }).toBeGreaterThan(1000);
  await vscode.workbench.screenshot('series-mask');
});

test('I lists the header of the file that holds the shown slice', async () => {
  const { page } = vscode.workbench;
  await view().locator('canvas').click({ button: 'middle' });
  await page.keyboard.press('i');
  await page.locator('.monaco-editor', { hasText: `${fourth} · ` }).waitFor();
});

test('masks are generated for a series from the explorer, in one volume', async () => {
  const { page } = vscode.workbench;
  const row = (text: string): Locator => page.locator('.quick-input-list .monaco-list-row', { hasText: text });
  await vscode.workbench.command('View: Close All Editors');
  await vscode.workbench.command('File: Focus on Files Explorer');
  const folder = page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'study' });
  await folder.first().click({ button: 'right' });
  // A menu that has just opened takes no clicks yet, but keys.
  await page.locator('.context-view .action-label', { hasText: 'Generate Masks for Folder…' }).hover();
  await page.keyboard.press('Enter');
  await row('prompts.json').waitFor({ timeout: 60_000 });
  await page.keyboard.press('Enter');
  await row('Segment 1 image').waitFor({ timeout: 60_000 });
  await vscode.workbench.screenshot('series-bulk');
  await row('Segment 1 image').click();
  await vscode.workbench.notification('1 image segmented').waitFor({ timeout: 60_000 });

  const at = (name: string): string => vscode.workspace.at('study', name);
  const { slices, width, height, data } = readLabelVolume(await readFile(at(`${study[0]!}.mask.nii.gz`)));
  const values = Array.from({ length: slices }, (_, k) =>
    [...new Set(data.subarray(k * width * height, (k + 1) * width * height))].sort(),
  );
  expect(values).toEqual([[0], [0, 1, 2], [0, 1, 2], [0, 1, 2]]);
  expect(study.filter((name) => existsSync(at(`${name}.masks.json`)))).toEqual([study[0]]);
});

test('the review opens the slice whose mask differs from those beside it', async () => {
  const { page } = vscode.workbench;
  await page.locator('.notifications-toasts .monaco-button', { hasText: 'Review' }).click();
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Worst first' }).click({ timeout: 30_000 });
  await page.locator('.tab.active', { hasText: study[0]! }).waitFor();
  await count('3 / 4');
  await view().locator('.hint', { hasText: 'left eye 0.00: differs from the slices beside it' }).waitFor();
  await vscode.workbench.screenshot('series-review');
});
