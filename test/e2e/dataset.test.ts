import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { encode } from 'fast-png';
import type { Locator } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import type { SidecarObject } from '../../src/core/sidecar/sidecar';
import { saveMasks } from '../../src/node/masks/maskStore';
import { useWorkbench } from '../harness/useWorkbench';
import { liver, rectObject } from '../support/sidecars';

const vscode = useWorkbench({
  files: ['mr-series', 'png'],
  settings: { 'files.autoSave': 'off', 'workbench.editorAssociations': { '*.png': 'samUnet.imageOptional' } },
});

const size = { width: 256, height: 256 };
const rect = { x0: 60, y0: 70, x1: 200, y1: 190 };

async function putMasks(name: string, ...objects: SidecarObject[]): Promise<void> {
  const image = { path: vscode.workspace.at(...name.split('/')), ...size, slices: 1 };
  await saveMasks(image, { labels: [liver], objects }, { writer: 'human' });
}

const machine = (quality: number): SidecarObject => rectObject(size, rect, { quality });
const judged = (status: SidecarObject['status']): SidecarObject =>
  rectObject(size, rect, { status, origin: 'human', quality: 0.9 });

beforeAll(async () => {
  await putMasks('mr-series/brain_001.dcm', judged('accepted'));
  await putMasks('mr-series/brain_002.dcm', judged('corrected'));
  await putMasks('mr-series/brain_003.dcm', judged('rejected'));
  await putMasks('mr-series/brain_004.dcm', machine(0.55));
  await putMasks('mr-series/brain_005.dcm', machine(0.85));
});

// One dataset, from opening the view on: each test goes on where the one before has stopped.

const pane = (): Locator =>
  vscode.workbench.page.locator('.pane', { has: vscode.workbench.page.locator('.pane-header[aria-label*="Dataset"]') });
const row = (text: string | RegExp): Locator => pane().locator('.monaco-list-row', { hasText: text });

test('the view shows folders with counts, and images with the state of their masks', async () => {
  const { page } = vscode.workbench;
  await page.locator('.activitybar [aria-label^="SAM-UNet"]').first().click();
  // Five files have masks of their own; the others are one series.
  await row(/mr-series.*6 · 2 to review/).waitFor();
  await row('mr-series').click();
  await row(/brain_004\.dcm.*liver · 0\.55/).waitFor();
  await row(/brain_006\.dcm.*20 slices/).waitFor();
  expect(await row('brain_004.dcm').getAttribute('aria-label')).toMatch(
    /brain_004\.dcm, to review, liver, quality 0\.55/,
  );
});

test('a click opens the image', async () => {
  await row('brain_004.dcm').click();
  await vscode.workbench.page.locator('.tab.active', { hasText: 'brain_004.dcm' }).waitFor();
  await vscode.workbench
    .webview()
    .getByText(/^MR · 256 × 256/)
    .waitFor();
  await vscode.workbench.screenshot('dataset-folders');
});

test('a filter that is wrong is explained, and a right one says how many images it shows', async () => {
  const { page } = vscode.workbench;
  await vscode.workbench.command('SAM-UNet: Filter Dataset…');
  const input = page.locator('.quick-input-widget input').first();
  await input.fill('state:machine');
  await page.locator('.quick-input-list', { hasText: '“state” is nothing to filter by.' }).waitFor();
  await vscode.workbench.screenshot('dataset-filter-wrong');
  await input.fill('status:machine quality:<0.7');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: '1 image' }).first().waitFor();
  await vscode.workbench.screenshot('dataset-filter');
  await page.keyboard.press('Enter');
  await pane().getByText('Filter: status:machine quality:<0.7').waitFor();
  await row(/mr-series.*1 · 1 to review/).waitFor();
  expect(await row(/brain_\d+\.dcm/).allTextContents()).toEqual([expect.stringContaining('brain_004.dcm')]);
});

test('masks that another program writes are noticed', async () => {
  await putMasks('mr-series/brain_006.dcm', machine(0.3));
  await row('brain_006.dcm').waitFor();
  for (const end of ['masks.json', 'mask.png']) await rm(vscode.workspace.at('mr-series', `brain_006.dcm.${end}`));
  await row('brain_006.dcm').waitFor({ state: 'detached' });
});

test('a filter that nothing passes leaves a way out', async () => {
  await vscode.workbench.command('SAM-UNet: Filter Dataset…');
  await vscode.workbench.page.locator('.quick-input-widget input').first().fill('label:nothing');
  await vscode.workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: '0 images' }).first().waitFor();
  await vscode.workbench.page.keyboard.press('Enter');
  await pane().getByText('No image passes the filter.').waitFor();
  await vscode.workbench.screenshot('dataset-hidden');
  await pane().getByText('Show All Images').click();
  await row(/mr-series.*6/).waitFor();
});

test('masks in another layout are offered with the image that they lie beside, and become its objects', async () => {
  const { page } = vscode.workbench;
  const values = Uint8Array.from({ length: 256 * 256 }, (_, i) =>
    i % 256 > 80 && i > 90 * 256 && i < 150 * 256 ? 255 : 0,
  );
  await mkdir(vscode.workspace.at('png', 'masks'));
  await writeFile(
    vscode.workspace.at('png', 'masks', 'brain_006__eye_1.png'),
    encode({ ...size, data: values, depth: 8, channels: 1 }),
  );
  const view = await vscode.workbench.openImage('brain_006.png');
  await vscode.workbench.notification('brain_006.png has masks in the layout').waitFor();
  await vscode.workbench.screenshot('import-offer');
  await page.getByRole('button', { name: 'Import' }).click();
  await vscode.workbench.notification(/1 image.*imported/).waitFor({ timeout: 30_000 });
  await view.getByRole('application', { name: 'brain_006.png, 1 object' }).waitFor();
  await row(/^png/).click();
  await row(/brain_006\.png.*eye/).waitFor({ timeout: 30_000 });
  await vscode.workbench.screenshot('import-offer-taken');
});

test.each([
  ['dark', 'Default Dark Modern'],
  ['light', 'Default Light Modern'],
  ['high-contrast', 'Default High Contrast'],
])('images are grouped by status, in the %s theme', async (name, theme) => {
  const { page } = vscode.workbench;
  const settings = { 'workbench.colorTheme': theme };
  await mkdir(vscode.workspace.at('.vscode'), { recursive: true });
  await writeFile(vscode.workspace.at('.vscode', 'settings.json'), JSON.stringify(settings));
  if (name === 'dark') {
    await vscode.workbench.command('SAM-UNet: Group Dataset…');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'No masks, to review' }).click();
    for (const group of ['Accepted', 'Corrected', 'To review', 'Rejected']) await row(group).click();
  }
  await row(/^To review/).waitFor();
  await row(/brain_004\.dcm.*mr-series/).waitFor();
  await page
    .locator(`.monaco-workbench.${name === 'dark' ? 'vs-dark' : name === 'light' ? 'vs' : 'hc-black'}`)
    .waitFor();
  await vscode.workbench.screenshot(`dataset-${name}`);
  expect(await readFile(vscode.workspace.at('.vscode', 'settings.json'), 'utf8')).toContain(theme);
});
