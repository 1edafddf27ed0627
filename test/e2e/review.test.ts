import { readFile } from 'node:fs/promises';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { parseSidecar, type SidecarObject } from '../../src/core/sidecar/sidecar';
import { saveMasks } from '../../src/node/masks/maskStore';
import { useWorkbench } from '../harness/useWorkbench';
import type { Workspace } from '../harness/workspace';
import { liver, rectObject } from '../support/sidecars';
import { startAfresh } from '../support/startAfresh';
import { keysAct } from '../support/keysAct';

const size = { width: 256, height: 256 };
const rect = { x0: 60, y0: 70, x1: 200, y1: 190 };

const vscode = useWorkbench({
  files: ['mr-series/brain_007.dcm', 'mr-series/brain_008.dcm', 'mr-series/brain_009.dcm', 'mr-series/brain_010.dcm'],
  settings: { 'files.autoSave': 'off' },
  prepare,
});
startAfresh(vscode);

async function prepare(workspace: Workspace): Promise<void> {
  const machine = (id: string, quality: number): SidecarObject => rectObject(size, rect, { id, quality });
  const masks: Record<string, SidecarObject[]> = {
    'brain_007.dcm': [machine('1', 0.9)],
    'brain_008.dcm': [machine('1', 0.8), machine('2', 0.2)],
    'brain_009.dcm': [machine('1', 0.5)],
    'brain_010.dcm': [rectObject(size, rect, { status: 'accepted', origin: 'human' })],
  };
  for (const [name, objects] of Object.entries(masks)) {
    const image = { path: workspace.at(name), ...size, slices: 1 };
    await saveMasks(image, { labels: [liver], objects }, { writer: 'human' });
  }
}

async function statuses(name: string): Promise<string[]> {
  const file = vscode.workspace.at(`${name}.masks.json`);
  return parseSidecar(await readFile(file, 'utf8'), file).objects.map(({ status, origin }) => `${status} ${origin}`);
}

async function shows(name: string, place: string): Promise<void> {
  await vscode.workbench.page.locator('.tab.active', { hasText: name }).waitFor();
  await vscode.workbench.webview().locator('.hint', { hasText: place }).waitFor();
  await keysAct(vscode.workbench.webview());
}

const press = (key: string): Promise<void> => vscode.workbench.page.keyboard.press(key);

const row = (text: string): Locator =>
  vscode.workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: text });

/** Begins a review, which shows the worst mask first. */
async function begin(): Promise<void> {
  await vscode.workbench.command('SAM-UNet: Review Masks…');
  await vscode.workbench.page.locator('.quick-input-widget', { hasText: 'Review 4 masks in 3 images' }).waitFor();
  await row('Worst First').click();
  await shows('brain_008.dcm', '1 of 3');
}

/** Ends the review that is under way. */
async function stop(): Promise<void> {
  await vscode.workbench.command('SAM-UNet: Review Masks…');
  await row('Stop Review').click();
  await vscode.workbench.statusBar(/\d of 3/).waitFor({ state: 'detached' });
}

test('a review begins with the worst mask; R rejects one mask, A accepts the rest, saves, and opens the next image', async () => {
  await begin();
  await vscode.workbench.statusBar(/1 of 3/).waitFor();
  await vscode.workbench.screenshot('review');
  await press('r');
  await vscode.workbench.page.locator('.tab.dirty', { hasText: 'brain_008.dcm' }).waitFor();
  await press('a');
  await shows('brain_009.dcm', '2 of 3');
  await expect.poll(() => statuses('brain_008.dcm')).toEqual(['accepted human', 'rejected human']);
  await expect.poll(() => vscode.workbench.tab('brain_008.dcm').count()).toBe(0);
  await stop();
  await vscode.workbench.notification(/Review stopped: 1 of 3 done · 1 accepted · 1 rejected/).waitFor();
});

test('Shift+Space goes back and takes the verdicts back', async () => {
  await begin();
  await press('a');
  await shows('brain_009.dcm', '2 of 3');
  await expect.poll(() => statuses('brain_008.dcm')).toEqual(['accepted human', 'accepted human']);
  await press('Shift+Space');
  await shows('brain_008.dcm', '1 of 3');
  await expect.poll(() => statuses('brain_008.dcm')).toEqual(['draft machine', 'draft machine']);
  await press('a');
  await shows('brain_009.dcm', '2 of 3');
  await expect.poll(() => statuses('brain_008.dcm')).toEqual(['accepted human', 'accepted human']);
  await stop();
});

test('Space leaves an image as it is, and the end reports what was done', async () => {
  const before = await readFile(vscode.workspace.at('brain_009.dcm.masks.json'));
  await begin();
  await press('a');
  await shows('brain_009.dcm', '2 of 3');
  await press('Space');
  await shows('brain_007.dcm', '3 of 3');
  await press('r');
  await vscode.workbench.notification(/Review finished.*2 accepted · 1 rejected · 1 skipped/).waitFor();
  expect(await statuses('brain_007.dcm')).toEqual(['rejected human']);
  expect(before.equals(await readFile(vscode.workspace.at('brain_009.dcm.masks.json')))).toBe(true);
});

test('R in an image that is not under review shows no place in one', async () => {
  await begin();
  const view = await vscode.workbench.openImage('brain_009.dcm');
  await view.getByText(/^MR · 256 × 256/).waitFor();
  await keysAct(view);
  await press('r');
  await expect.poll(() => statuses('brain_009.dcm')).toEqual(['rejected human']);
  expect(await view.locator('.review').count()).toBe(0);
  await stop();
});
