import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { parseJournal } from '../../src/core/bulk/journal';
import { parseSidecar } from '../../src/core/sidecar/sidecar';
import { saveMasks } from '../../src/node/files/maskStore';
import { discImage, size } from '../support/discs';
import { useWorkbench } from '../harness/useWorkbench';
import { liver, rectObject } from '../support/sidecars';

const vscode = useWorkbench({ files: ['mr-series/brain_012.dcm'], settings: { 'files.autoSave': 'off' } });

const box = { x0: 20, y0: 30, x1: 70, y1: 80 };
const names = Array.from({ length: 120 }, (_, i) => `${String(i).padStart(3, '0')}.png`);
const human = ['005.png', '119.png'];
const broken = '050.png';
const rest = names.filter((name) => !human.includes(name) && name !== broken);
let planted: readonly (readonly [string, Buffer])[] = [];

beforeAll(async () => {
  mkdirSync(at('.'));
  for (const name of names) writeFileSync(at(name), name === broken ? 'no image' : discImage(box));
  for (const name of human) {
    const object = rectObject(size, box, { status: 'accepted', origin: 'human' });
    await saveMasks(
      { ...size, slices: 1, path: at(name) },
      { labels: [liver], objects: [object] },
      { writer: 'human' },
    );
  }
  planted = masksIn().map((name) => [name, readFileSync(at(name))]);
  const coco = {
    images: names.map((file_name, id) => ({ id, file_name, ...size })),
    categories: [{ id: 1, name: 'disc' }],
    annotations: names.map((_, id) => ({ id, image_id: id, category_id: 1, bbox: [20, 30, 50, 50] })),
  };
  writeFileSync(at('boxes.json'), JSON.stringify(coco));
});

function at(name: string): string {
  return vscode.workspace.at('scans', name);
}

const masksIn = (): string[] => readdirSync(at('.')).filter((name) => /\.mask/.test(name));
const maskFiles = (): string[] => masksIn().filter((name) => name.endsWith('.mask.png'));
const row = (text: string | RegExp): Locator =>
  vscode.workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: text });

/** Begins from the context menu of the folder, as far as the first question. */
async function generateMasks(): Promise<void> {
  const { page } = vscode.workbench;
  await page
    .locator('.explorer-folders-view .monaco-list-row', { hasText: 'scans' })
    .first()
    .click({ button: 'right' });
  // Menus lie in a shadow root, which the locators of playwright see through.
  await page.locator('.context-view .action-label', { hasText: 'Generate Masks for Folder…' }).click();
}

// One run from its beginning to its undoing: each test goes on where the one before has stopped.

test('a dry run tells what there is to do, before anything is written', async () => {
  await generateMasks();
  await row('COCO boxes of boxes.json').waitFor({ timeout: 60_000 });
  await vscode.workbench.screenshot('bulk-sources');
  // The first source that was found is chosen already.
  await vscode.workbench.page.keyboard.press('Enter');
  await row('Segment 118 images').waitFor({ timeout: 60_000 });
  await vscode.workbench.screenshot('bulk-dry-run');
  expect(await row('Segment 118 images').textContent()).toMatch(/About .* by the first images/);
  expect(await vscode.workbench.page.locator('.quick-input-widget').textContent()).toContain(
    '2 skipped: a person has worked on its masks',
  );
  expect(masksIn()).toEqual(planted.map(([name]) => name));
});

test('the run is paused and goes on', async () => {
  await row('Segment 118 images').click();
  await vscode.workbench.statusBar(/Masks \d+ of 118/).waitFor({ timeout: 60_000 });
  await vscode.workbench.command('SAM-UNet: Pause Bulk Run');
  const paused = vscode.workbench.statusBar(/Masks paused · \d+ of 118/);
  await paused.waitFor();
  await vscode.workbench.screenshot('bulk-paused');
  await paused.click();
  await row('Go On').click();
  await vscode.workbench.statusBar(/images?\/s|s\/image/).waitFor({ timeout: 60_000 });
  await vscode.workbench.screenshot('bulk-running');
});

test('killed in the middle, it is gone on with: every image once, work of people untouched', async () => {
  await expect.poll(() => maskFiles().length, { timeout: 120_000 }).toBeGreaterThan(20);
  const [lock] = readdirSync(at('.sam-unet/runs')).filter((name) => name.endsWith('.lock'));
  // The lock names the process of the extensions.
  process.kill(Number(readFileSync(at(`.sam-unet/runs/${lock!}`), 'utf8').split(' ')[0]), 'SIGKILL');
  const before = maskFiles().length;
  expect(before).toBeLessThan(118);
  await vscode.workbench.load();
  await generateMasks();
  await row('Go On With It').click({ timeout: 60_000 });
  await row(/Segment \d+ images/).click({ timeout: 60_000 });
  await vscode.workbench.notification(/\d+ images segmented, \d+ before, .*1 failed/).waitFor({ timeout: 240_000 });
  await vscode.workbench.screenshot('bulk-summary');

  const [journal] = readdirSync(at('.sam-unet/runs')).filter((name) => name.endsWith('.jsonl'));
  const text = readFileSync(at(`.sam-unet/runs/${journal!}`), 'utf8');
  const { head, written, state } = parseJournal(text, 'journal');
  expect(state).toBe('ended');
  expect([...written.keys()].sort()).toEqual(rest);
  expect(text.split('\n').filter((line) => line.startsWith('{"type":"written"'))).toHaveLength(rest.length);
  for (const name of rest) {
    const sidecar = parseSidecar(readFileSync(at(`${name}.masks.json`), 'utf8'), name);
    expect(sidecar.objects).toMatchObject([{ label: 'disc', source: 'coco', run: head.id, origin: 'machine' }]);
    expect(existsSync(at(`${name}.mask.png`))).toBe(true);
  }
  for (const [name, bytes] of planted) expect(readFileSync(at(name)).equals(bytes), name).toBe(true);
});

test('an image that failed is among the problems, and the run is taken back as a whole', async () => {
  await vscode.workbench.command('Problems: Focus on Problems View');
  await vscode.workbench.page.locator('.markers-panel', { hasText: broken }).waitFor();
  await vscode.workbench.screenshot('bulk-problems');
  // The command asks for a folder of the workspace, where there is no run.
  await vscode.workbench.command('SAM-UNet: Undo Bulk Run…');
  await row('118').or(row('COCO')).first().click({ timeout: 60_000 });
  await vscode.workbench
    .notification(`masks of ${rest.length} images taken back, 0 left`)
    .waitFor({ timeout: 120_000 });
  expect(masksIn()).toEqual(planted.map(([name]) => name));
});
