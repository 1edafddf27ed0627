import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { parseJournal } from '../../src/core/bulk/journal';
import { decodeRunLength } from '../../src/core/mask/runLength';
import { overlap } from '../../src/core/metrics/overlap';
import { parseSidecar } from '../../src/core/sidecar/sidecar';
import { closeDecoders } from '../../src/node/image/openImage';
import { saveMasks } from '../../src/node/masks/maskStore';
import { importMasks } from '../../src/node/transfer/importMasks';
import { useWorkbench } from '../harness/useWorkbench';
import type { Workspace } from '../harness/workspace';
import { disc, discImage, size } from '../support/discs';
import { liver, rectObject } from '../support/sidecars';
import { storedMasks } from '../support/storedMasks';

const box = { x0: 20, y0: 30, x1: 70, y1: 80 };
const names = Array.from({ length: 90 }, (_, i) => `${String(i).padStart(3, '0')}.png`);
const human = ['005.png', '089.png'];
const broken = '080.png';
const rest = names.filter((name) => !human.includes(name) && name !== broken);
let planted: readonly (readonly [string, Buffer])[] = [];

const vscode = useWorkbench({ files: ['mr-series/brain_012.dcm'], prepare });

/** A folder of discs with a COCO file of their boxes, one broken image and the masks of a person. */
async function prepare(workspace: Workspace): Promise<void> {
  const inScans = (name: string): string => workspace.at('scans', name);
  rmSync(workspace.at('brain_012.dcm'));
  mkdirSync(inScans('.'));
  for (const name of names) writeFileSync(inScans(name), name === broken ? 'no image' : discImage(box));
  for (const name of human) {
    const objects = [rectObject(size, box, { status: 'accepted', origin: 'human' })];
    await saveMasks({ ...size, slices: 1, path: inScans(name) }, { labels: [liver], objects }, { writer: 'human' });
  }
  planted = readdirSync(inScans('.'))
    .filter((name) => name.includes('.mask'))
    .map((name) => [name, readFileSync(inScans(name))]);
  const coco = {
    images: names.map((file_name, id) => ({ id, file_name, ...size })),
    categories: [{ id: 1, name: 'disc' }],
    annotations: names.map((_, id) => ({ id, image_id: id, category_id: 1, bbox: [20, 30, 50, 50] })),
  };
  writeFileSync(inScans('boxes.json'), JSON.stringify(coco));
}

const at = (name: string): string => vscode.workspace.at('scans', name);
const masksIn = (): string[] => readdirSync(at('.')).filter((name) => name.includes('.mask'));
const maskFiles = (): string[] => masksIn().filter((name) => name.endsWith('.mask.png'));
const row = (text: string | RegExp): Locator =>
  vscode.workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: text });
const press = (key: string): Promise<void> => vscode.workbench.page.keyboard.press(key);

// One run from its beginning to its undoing: each test goes on where the one before has stopped.

test('a dry run tells what there is to do, before anything is written', async () => {
  const { page } = vscode.workbench;
  const folder = page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'scans' });
  await folder.first().click({ button: 'right' });
  // Menus lie in a shadow root, which the locators of playwright see through.
  await page.locator('.context-view .action-label', { hasText: 'Generate Masks for Folder…' }).click();
  await row('COCO boxes of boxes.json').waitFor({ timeout: 60_000 });
  await vscode.workbench.screenshot('bulk-sources');
  // The first source that was found is chosen already.
  await press('Enter');
  await row('Segment 88 images').waitFor({ timeout: 60_000 });
  await vscode.workbench.screenshot('bulk-dry-run');
  expect(await row('Segment 88 images').textContent()).toMatch(/About .* by the first images/);
  const facts = await page.locator('.quick-input-widget input:visible').getAttribute('placeholder');
  expect(facts).toBe('2 skipped: a person has worked on its masks');
  expect(masksIn()).toEqual(planted.map(([name]) => name));
});

test('the run is paused and goes on', async () => {
  await row('Segment 88 images').click();
  await vscode.workbench.statusBar(/Masks \d+ of 88/).waitFor({ timeout: 60_000 });
  await vscode.workbench.command('SAM-UNet: Pause Bulk Run');
  const paused = vscode.workbench.statusBar(/Masks paused · \d+ of 88/);
  await paused.waitFor();
  await vscode.workbench.notification(/paused · \d+ of 88/).waitFor();
  await vscode.workbench.screenshot('bulk-paused');
  await paused.click();
  await row('Go On').click();
  await vscode.workbench.statusBar(/images?\/s|s\/image/).waitFor({ timeout: 60_000 });
  await vscode.workbench.screenshot('bulk-running');
});

test('killed in the middle, it is gone on with: every image once, work of people untouched', async () => {
  await expect.poll(() => maskFiles().length, { timeout: 120_000 }).toBeGreaterThan(20);
  await vscode.workbench.crash();
  const before = maskFiles().length;
  expect(before).toBeLessThan(names.length / 2);
  await vscode.workbench.notification(/broke off after \d+ of 88 images/).waitFor({ timeout: 60_000 });
  await vscode.workbench.screenshot('bulk-cut-off');
  await vscode.workbench.page.locator('.notifications-toasts .monaco-button', { hasText: 'Go On' }).click();
  await vscode.workbench.notification(/\d+ images segmented, \d+ before, .*1 failed/).waitFor({ timeout: 240_000 });
  await vscode.workbench.screenshot('bulk-summary');

  const runs = readdirSync(at('.sam-unet/runs'));
  expect(runs).toHaveLength(1);
  const text = readFileSync(at(`.sam-unet/runs/${runs[0]!}`), 'utf8');
  const { head, written, state } = parseJournal(text, 'journal');
  expect(state).toBe('ended');
  expect([...written.keys()].sort()).toEqual(rest);
  expect(text.split('\n').filter((line) => line.startsWith('{"type":"written"'))).toHaveLength(rest.length);
  for (const name of rest) {
    const { objects } = parseSidecar(readFileSync(at(`${name}.masks.json`), 'utf8'), name);
    expect(objects).toMatchObject([{ label: 'disc', source: 'coco', run: head.id, origin: 'machine' }]);
    expect(existsSync(at(`${name}.mask.png`))).toBe(true);
    expect(overlap(decodeRunLength(objects[0]!.mask), disc(box)).dice).toBeGreaterThan(0.9);
  }
  for (const [name, bytes] of planted) expect(readFileSync(at(name)).equals(bytes), name).toBe(true);
}, 400_000);

test('an image that failed is among the problems', async () => {
  await vscode.workbench.command('Problems: Focus on Problems View');
  await vscode.workbench.page.locator('.markers-panel', { hasText: broken }).waitFor();
  await vscode.workbench.screenshot('bulk-problems');
});

test.for([
  ['nnU-Net', 'nnunet'],
  ['SA-Med2D', 'sa-med2d'],
] as const)('the masks go to %s and come back equal', async ([title, layout]) => {
  const out = mkdtempSync(path.join(tmpdir(), 'bulk-export-'));
  try {
    await vscode.workbench.command('SAM-UNet: Export Masks…');
    await row(title).first().waitFor();
    await vscode.workbench.screenshot(`export-layout-${layout}`);
    await row(title).first().click();
    await row('those that nobody has looked at').click();
    const input = vscode.workbench.page.locator('.quick-input-widget input:visible');
    await vscode.workbench.page.locator('.quick-input-widget', { hasText: 'Folder to write' }).waitFor();
    await input.fill(path.join(out, layout));
    await press('Enter');
    await vscode.workbench.notification(`to ${layout}.`).waitFor({ timeout: 120_000 });
    await vscode.workbench.screenshot(`export-${layout}`);

    const images = path.join(out, 'images');
    const scans = path.join(images, 'scans');
    mkdirSync(scans, { recursive: true });
    for (const name of [...rest, ...human]) copyFileSync(at(name), path.join(scans, name));
    const source = path.join(out, layout);
    const back = await importMasks({ source, images, origin: 'machine', by: 'tests' });
    expect(back).toMatchObject({ failed: [], skipped: [] });
    expect(storedMasks(scans)).toEqual(storedMasks(at('.')));
  } finally {
    await closeDecoders();
    rmSync(out, { recursive: true, force: true });
  }
});

test('the run is taken back as a whole', async () => {
  // The command asks for a folder of the workspace, where there is no run.
  await vscode.workbench.command('SAM-UNet: Undo Bulk Run…');
  await row('COCO').first().waitFor({ timeout: 60_000 });
  await vscode.workbench.screenshot('bulk-undo');
  await row('COCO').first().click();
  await vscode.workbench
    .notification(`masks of ${rest.length} images taken back, 0 left`)
    .waitFor({ timeout: 120_000 });
  expect(masksIn()).toEqual(planted.map(([name]) => name));
});
