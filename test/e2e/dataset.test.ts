import { mkdir, rm, writeFile } from 'node:fs/promises';
import { encode } from 'fast-png';
import type { Locator } from 'playwright-core';
import { beforeEach, expect, test } from 'vitest';
import type { SidecarObject } from '../../src/core/sidecar/sidecar';
import { saveMasks } from '../../src/node/masks/maskStore';
import { useWorkbench } from '../harness/useWorkbench';
import type { Workspace } from '../harness/workspace';
import { choose } from '../support/choose';
import { liver, rectObject } from '../support/sidecars';
import { startAfresh } from '../support/startAfresh';

const size = { width: 256, height: 256 };
const rect = { x0: 60, y0: 70, x1: 200, y1: 190 };

const machine = (quality: number): SidecarObject => rectObject(size, rect, { quality });
const judged = (status: SidecarObject['status']): SidecarObject =>
  rectObject(size, rect, { status, origin: 'human', quality: 0.9 });

const vscode = useWorkbench({
  files: ['mr-series', 'png'],
  settings: { 'files.autoSave': 'off', 'workbench.editorAssociations': { '*.png': 'samUnet.imageOptional' } },
  prepare: async (workspace) => {
    await putMasks(workspace, 'mr-series/brain_001.dcm', judged('accepted'));
    await putMasks(workspace, 'mr-series/brain_002.dcm', judged('corrected'));
    await putMasks(workspace, 'mr-series/brain_003.dcm', judged('rejected'));
    await putMasks(workspace, 'mr-series/brain_004.dcm', machine(0.55));
    await putMasks(workspace, 'mr-series/brain_005.dcm', machine(0.85));
  },
});
startAfresh(vscode);

async function putMasks(workspace: Workspace, name: string, ...objects: SidecarObject[]): Promise<void> {
  const image = { path: workspace.at(...name.split('/')), ...size, slices: 1 };
  await saveMasks(image, { labels: [liver], objects }, { writer: 'human' });
}

const pane = (): Locator =>
  vscode.workbench.page.locator('.pane', { has: vscode.workbench.page.locator('.pane-header[aria-label*="Dataset"]') });
const row = (text: string | RegExp): Locator => pane().locator('.monaco-list-row', { hasText: text });
const choice = (text: string): Locator =>
  vscode.workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();

/** Opens a group of the view, which may be open already. */
async function expand(group: string | RegExp): Promise<void> {
  const header = row(group).first();
  await header.waitFor();
  if ((await header.getAttribute('aria-expanded')) === 'true') return;
  await header.click();
  await expect.poll(() => header.getAttribute('aria-expanded')).toBe('true');
}

/** Opens the question for a filter. */
async function askFilter(): Promise<Locator> {
  const { page } = vscode.workbench;
  const title = page.locator('.quick-input-title', { hasText: 'Filter Dataset' });
  const input = page.locator('.quick-input-widget', { has: title }).locator('input').first();
  await vscode.workbench.ask('SAM-UNet: Filter Dataset…', input);
  return input;
}

/** Answers with a filter once VS Code says how many images pass it. */
async function filterBy(filter: string, count: string): Promise<void> {
  await (await askFilter()).fill(filter);
  await choice(count).waitFor();
  await vscode.workbench.page.keyboard.press('Enter');
}

/** Gives up the filter, if there is one: it is what VS Code offers to change. */
async function showAll(): Promise<void> {
  const input = await askFilter();
  if ((await input.inputValue()) === '') {
    await vscode.workbench.page.keyboard.press('Escape');
    return;
  }
  await input.fill('');
  await choose(vscode.workbench.page, 'Show All Images');
}

/** @param detail a part of what is said of the grouping */
async function groupBy(detail: string): Promise<void> {
  await vscode.workbench.ask('SAM-UNet: Group Dataset…', choice(detail));
  await choose(vscode.workbench.page, detail);
}

// The whole dataset, by folders.
beforeEach(async () => {
  await vscode.workbench.command('SAM-UNet: Focus on Dataset View');
  await showAll();
  await groupBy('As the files are stored on disk.');
  // Five files have masks of their own; the others are one series.
  await row(/mr-series.*6 · 3 finished · 2 unreviewed/).waitFor();
});

test('the view shows folders with counts, and images with the state of their masks; a click opens one', async () => {
  await expand('mr-series');
  await row(/brain_004\.dcm.*liver · 0\.55/).waitFor();
  await row(/brain_006\.dcm.*20 slices/).waitFor();
  const label = expect.poll(() => row('brain_004.dcm').getAttribute('aria-label'));
  await label.toMatch(/brain_004\.dcm, unreviewed, liver, quality 0\.55/);
  await row('brain_004.dcm').hover();
  await vscode.workbench.page.locator('.workbench-hover img[src^="data:image/png"]').waitFor();
  await vscode.workbench.screenshot('dataset-tooltip');
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
  await expand('mr-series');
  const input = await askFilter();
  await input.fill('state:machine');
  await page.locator('.quick-input-list', { hasText: 'There is no filter “state”.' }).waitFor();
  await vscode.workbench.screenshot('dataset-filter-wrong');
  await input.fill('status:unreviewed quality:<0.7');
  await choice('1 image').waitFor();
  await vscode.workbench.screenshot('dataset-filter');
  await page.keyboard.press('Enter');
  await pane().getByText('Filter: status:unreviewed quality:<0.7').waitFor();
  await row(/mr-series.*1 · 1 unreviewed/).waitFor();
  const images = expect.poll(() => row(/brain_\d+\.dcm/).allTextContents());
  await images.toEqual([expect.stringContaining('brain_004.dcm')]);
});

test('masks that another program writes are noticed, under a filter too', async () => {
  await expand('mr-series');
  await filterBy('status:unreviewed quality:<0.7', '1 image');
  await row('brain_006.dcm').waitFor({ state: 'detached' });
  await putMasks(vscode.workspace, 'mr-series/brain_006.dcm', machine(0.3));
  await row('brain_006.dcm').waitFor();
  for (const end of ['masks.json', 'mask.png']) await rm(vscode.workspace.at('mr-series', `brain_006.dcm.${end}`));
  await row('brain_006.dcm').waitFor({ state: 'detached' });
});

test('a filter that no image matches can be cleared', async () => {
  await filterBy('label:nothing', '0 images');
  await pane().getByText('No image matches the filter.').waitFor();
  await vscode.workbench.screenshot('dataset-hidden');
  await pane().getByText('Clear Filter').click();
  await row(/mr-series.*6/).waitFor();
});

test('masks in another layout are offered with the image that they lie beside, and become its objects', async () => {
  const { page } = vscode.workbench;
  const values = Uint8Array.from({ length: 256 * 256 }, (_, i) =>
    i % 256 > 80 && i > 90 * 256 && i < 150 * 256 ? 255 : 0,
  );
  await mkdir(vscode.workspace.at('png', 'masks'), { recursive: true });
  await writeFile(
    vscode.workspace.at('png', 'masks', 'brain_006__eye_1.png'),
    encode({ ...size, data: values, depth: 8, channels: 1 }),
  );
  const view = await vscode.workbench.openImage('brain_006.png');
  const offer = page.locator('.notifications-toasts .notification-list-item', {
    hasText: 'brain_006.png has masks in the layout',
  });
  // A message stays while the mouse is on it.
  await offer.hover();
  await vscode.workbench.screenshot('import-offer');
  await offer.getByRole('button', { name: 'Import' }).click();
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'A person' }).click();
  await vscode.workbench.readNotification(/1 image.*imported/);
  await view.getByRole('application', { name: 'brain_006.png, 1 object' }).waitFor();
  await expand(/^png/);
  await row(/brain_006\.png.*eye/).waitFor();
  await vscode.workbench.screenshot('import-offer-taken');
});

test('images are grouped by status, in every theme', async () => {
  await groupBy('Without masks, unreviewed');
  for (const group of ['Accepted', 'Corrected', 'Unreviewed', 'Rejected']) await expand(group);
  await row(/^Unreviewed/).waitFor();
  await row(/brain_004\.dcm.*mr-series/).waitFor();
  await mkdir(vscode.workspace.at('.vscode'), { recursive: true });
  for (const [name, theme, kind] of [
    ['dark', 'Default Dark Modern', 'vs-dark'],
    ['light', 'Default Light Modern', 'vs'],
    ['high-contrast', 'Default High Contrast', 'hc-black'],
  ] as const) {
    const settings = { 'workbench.colorTheme': theme };
    await writeFile(vscode.workspace.at('.vscode', 'settings.json'), JSON.stringify(settings));
    await vscode.workbench.page.locator(`.monaco-workbench.${kind}`).waitFor();
    await vscode.workbench.screenshot(`dataset-${name}`);
  }
});
