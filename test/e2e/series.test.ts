import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { FrameLocator } from 'playwright-core';
import { expect, test } from 'vitest';
import { readLabelVolume } from '../../src/core/formats/nifti/labelVolume';
import { parseSidecar } from '../../src/core/sidecar/sidecar';
import { useWorkbench } from '../harness/useWorkbench';

const names = [5, 6, 7, 8, 9, 11].map((n) => `brain_${String(n).padStart(3, '0')}.dcm`);
const [anchor, , third, fourth] = names as [string, string, string, string];
const vscode = useWorkbench({
  files: names.map((name) => `mr-series/${name}`),
  settings: { 'files.autoSave': 'off' },
});

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
