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
import { endProcessWide } from '../../src/node/processWide';
import { saveMasks } from '../../src/node/masks/maskStore';
import { importMasks } from '../../src/node/transfer/importMasks';
import { runCli } from '../cli/runCli';
import { useWorkbench } from '../harness/useWorkbench';
import type { Workspace } from '../harness/workspace';
import { disc, discImage, size } from '../support/discs';
import { choose } from '../support/choose';
import { chooseInExplorer } from '../support/explorerMenu';
import { liver, rectObject } from '../support/sidecars';
import { startAfresh } from '../support/startAfresh';
import { storedMasks } from '../support/storedMasks';

const box = { x0: 20, y0: 30, x1: 70, y1: 80 };
const names = Array.from({ length: 60 }, (_, i) => `${String(i).padStart(3, '0')}.png`);
const human = ['005.png', '059.png'];
const broken = '050.png';
const rest = names.filter((name) => !human.includes(name) && name !== broken);
const todo = names.length - human.length;
let planted: readonly (readonly [string, Buffer])[] = [];

const vscode = useWorkbench({ files: ['mr-series/brain_012.dcm'], ownServer: true, prepare });
startAfresh(vscode);

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
/** Files of masks, but for those that were being written when their process was killed: they begin with a dot. */
const masksIn = (folder = '.'): string[] => readdirSync(at(folder)).filter((name) => /^[^.].*\.mask/.test(name));
const row = (text: string | RegExp): Locator =>
  vscode.workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: text });
const press = (key: string): Promise<void> => vscode.workbench.page.keyboard.press(key);

/** Has VS Code plan a run with the boxes of the COCO file, up to the dry run. */
async function plan(): Promise<void> {
  await vscode.workbench.command('File: Focus on Files Explorer');
  await chooseInExplorer(vscode.workbench, 'scans', 'Generate Masks for Folder…');
  await row('COCO boxes in boxes.json').waitFor();
  await vscode.workbench.screenshot('bulk-sources');
  // The first source that was found is chosen already.
  await press('Enter');
  await row(`Segment ${todo} images`).waitFor();
}

async function begin(): Promise<void> {
  await plan();
  await choose(vscode.workbench.page, `Segment ${todo} images`);
  await vscode.workbench.statusBar(new RegExp(`Masks \\d+ of ${todo}`)).waitFor();
}

test('a dry run reports what there is to do, before anything is written', async () => {
  await plan();
  await vscode.workbench.screenshot('bulk-dry-run');
  expect(await row(`Segment ${todo} images`).textContent()).toMatch(/About .*, based on the first images/);
  const facts = vscode.workbench.page.locator('.quick-input-widget').getByText('2 skipped: masks made or reviewed');
  expect(await facts.textContent()).toBe('2 skipped: masks made or reviewed by a person');
  expect(masksIn()).toEqual(planted.map(([name]) => name));
});

test('a run is paused and continues', async () => {
  await begin();
  await vscode.workbench.command('SAM-UNet: Pause Bulk Run');
  const paused = vscode.workbench.statusBar(new RegExp(`Masks paused · \\d+ of ${todo}`));
  await paused.waitFor();
  await vscode.workbench.notification(new RegExp(`paused · \\d+ of ${todo}`)).waitFor();
  await vscode.workbench.screenshot('bulk-paused');
  await paused.click();
  await choose(vscode.workbench.page, 'Resume');
  await vscode.workbench.statusBar(/images?\/s|s\/image/).waitFor();
  await vscode.workbench.screenshot('bulk-running');
  await vscode.workbench.command('SAM-UNet: Cancel Bulk Run');
  await vscode.workbench.readNotification(/\d+ images? segmented/);
  // In the list of notifications, a message stays until it is answered.
  await vscode.workbench.command('Notifications: Show Notifications');
  const summary = vscode.workbench.page.locator('.notifications-center .notification-list-item', {
    hasText: 'segmented',
  });
  await summary.first().hover();
  await summary.first().getByRole('button', { name: 'Show Details' }).click();
  await vscode.workbench.page.locator('.view-lines, .output-view', { hasText: 'Segmented' }).first().waitFor();
  await vscode.workbench.screenshot('bulk-details');
});

test('killed in the middle, it is resumed: every image once, masks of a person unchanged, failures listed as problems', async () => {
  const { page } = vscode.workbench;
  await begin();
  await expect.poll(() => masksIn().length).toBeGreaterThan(planted.length + 6);
  await vscode.workbench.crash();
  const offer = page.locator('.notifications-toasts .notification-list-item', {
    hasText: new RegExp(`was interrupted after \\d+ of ${todo} images`),
  });
  // A message stays while the mouse is on it.
  await offer.hover();
  await vscode.workbench.screenshot('bulk-cut-off');
  await offer.getByRole('button', { name: 'Resume' }).click();
  await vscode.workbench.readNotification(/\d+ images segmented, \d+ before, .*1 failed/, 400_000);
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

  await vscode.workbench.command('Problems: Focus on Problems View');
  await page.locator('.markers-panel', { hasText: broken }).waitFor();
  await vscode.workbench.screenshot('bulk-problems');
}, 600_000);

test.for([
  ['nnU-Net', 'nnunet'],
  ['SA-Med2D', 'sa-med2d'],
] as const)('masks go to %s and come back equal', async ([title, layout]) => {
  for (const [i, name] of rest.entries()) {
    const objects = [rectObject(size, { ...box, x1: box.x1 - (i % 9) })];
    await saveMasks({ ...size, slices: 1, path: at(name) }, { labels: [liver], objects }, { writer: 'machine' });
  }
  const out = mkdtempSync(path.join(tmpdir(), 'bulk-export-'));
  try {
    await vscode.workbench.command('SAM-UNet: Export Masks…');
    await row(title).first().waitFor();
    await vscode.workbench.screenshot(`export-layout-${layout}`);
    await choose(vscode.workbench.page, title);
    await choose(vscode.workbench.page, 'Unreviewed masks, too');
    const input = vscode.workbench.page.locator('.quick-input-widget input:visible');
    await vscode.workbench.page.locator('.quick-input-widget', { hasText: 'Folder to write' }).waitFor();
    await input.fill(path.join(out, layout));
    await press('Enter');
    await vscode.workbench.notification(`to ${layout}.`).waitFor();
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
    await endProcessWide();
    rmSync(out, { recursive: true, force: true });
  }
});

test('a run of the command line is undone as a whole', async () => {
  const few = [...rest.slice(0, 3), human[0]!];
  mkdirSync(at('few'), { recursive: true });
  for (const name of few) copyFileSync(at(name), at(`few/${name}`));
  for (const [name, bytes] of planted) if (name.startsWith(human[0]!)) writeFileSync(at(`few/${name}`), bytes);
  const before = masksIn('few');
  expect((await runCli('masks', at('few'), '--whole')).code).toBe(0);
  expect(masksIn('few')).toHaveLength(before.length + 6);
  await vscode.workbench.command('SAM-UNet: Undo Bulk Run…');
  await row('few').first().waitFor();
  await vscode.workbench.screenshot('bulk-undo');
  await choose(vscode.workbench.page, 'few');
  await vscode.workbench.readNotification('Masks of 3 images undone, 0 kept');
  expect(masksIn('few')).toEqual(before);
});
