import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import type { Locator } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { isInShard, shardsOf, shardText, type Shard } from '../../src/core/bulk/shard';
import { generateMasks } from '../../src/node/bulk/generateMasks';
import { planRun } from '../../src/node/bulk/planRun';
import { readRun } from '../../src/node/bulk/runFolder';
import { endProcessWide } from '../../src/node/processWide';
import { readModelCard } from '../../src/node/model/modelFolder';
import { defaultModelDir } from '../../src/node/process/productPaths';
import { useWorkbench } from '../harness/useWorkbench';
import type { Workspace } from '../harness/workspace';
import { boxModel, boxSegmenter, writeBoxImage } from '../support/boxModel';
import { startAfresh } from '../support/startAfresh';

const names = Array.from({ length: 70 }, (_, i) => `${String(i).padStart(3, '0')}.png`);
const seven = shardsOf(7);
const inShard = (shard: Shard): string[] => names.filter((name) => isInShard(name, shard));
/** The image that fails, and its shard. */
const broken = names[31]!;
const failing = seven.find((shard) => isInShard(broken, shard))!;
/** Shards that the machines of the test work on; nobody starts the others. */
const started = seven.filter(({ index }) => index !== 6 || index === failing.index);
const waiting = seven.filter((shard) => !started.includes(shard));

const vscode = useWorkbench({ files: ['mr-series/brain_012.dcm'], prepare });
startAfresh(vscode);
afterAll(() => endProcessWide());

function prepare(workspace: Workspace): Promise<void> {
  rmSync(workspace.at('brain_012.dcm'));
  mkdirSync(workspace.at('scans'));
  for (const name of names) writeBoxImage(workspace.at('scans', name));
  writeFileSync(workspace.at('scans', broken), 'no image');
  return Promise.resolve();
}

const pane = (): Locator =>
  vscode.workbench.page.locator('.pane', { has: vscode.workbench.page.locator('.pane-header[aria-label*="Runs"]') });
const row = (text: string | RegExp): Locator => pane().locator('.monaco-list-row', { hasText: text });
const shardRow = (shard: Shard, text: string): Locator => row(new RegExp(`Shard ${shardText(shard)}.*${text}`));

/** A machine that works on a shard; the model waits before each answer until it may give it. */
async function machine(shard: Shard, ready: () => Promise<void>): Promise<void> {
  const { sha256, name } = await readModelCard(defaultModelDir);
  const folder = vscode.workspace.at('scans');
  const plan = await planRun({ folder, sources: [{ kind: 'whole' }], shard, run: 'night' });
  const model = { ...boxModel, name, sha256: sha256.weights };
  await generateMasks(plan, { client: boxSegmenter(ready, model), by: 'machine' });
}

test('the runs view follows seven shards from their journals, and resumes what nobody has started', async () => {
  const { workbench } = vscode;
  let go = (): void => undefined;
  const gate = new Promise<void>((resolve) => (go = resolve));
  // Each shard is left with an image to wait for: one may fail without asking the model.
  const allowed = new Map(seven.map((shard) => [shard.index, Math.min(shard.index + 1, inShard(shard).length - 2)]));
  const working = started.map((shard) =>
    machine(shard, () => {
      const left = allowed.get(shard.index)!;
      allowed.set(shard.index, left - 1);
      return left > 0 ? Promise.resolve() : gate;
    }),
  );
  await workbench.command('View: Show SAM-UNet');
  await pane().locator('.pane-header').waitFor();
  if ((await pane().locator('.pane-header').getAttribute('aria-expanded')) === 'false') {
    await pane().locator('.pane-header').click();
  }
  for (const shard of started) await shardRow(shard, 'running').waitFor();
  for (const shard of waiting) await shardRow(shard, 'not started').waitFor();
  await workbench.screenshot('runs-running');

  go();
  await Promise.all(working);
  for (const shard of started) {
    const done = inShard(shard).filter((name) => name !== broken).length;
    const failed = shard === failing ? '.*1 failed' : '';
    await shardRow(shard, `${done} of ${inShard(shard).length}${failed}.*finished`).waitFor();
  }
  await shardRow(failing, '').locator('.monaco-tl-twistie').click();
  await row(broken).waitFor();
  await workbench.screenshot('runs-failed');

  const run = row(/^scans/).first();
  await run.hover();
  await run.getByRole('button', { name: 'Resume' }).click();
  await workbench.readNotification(/images? segmented/, 200_000);
  for (const shard of waiting) await shardRow(shard, 'finished').waitFor();
  const { state, written } = await readRun(vscode.workspace.at('scans'), 'night');
  expect([state, written.size]).toEqual(['ended', names.length - 1]);

  await run.hover();
  await run.getByRole('button', { name: 'Undo' }).click();
  await workbench.page.locator('.monaco-dialog-box').getByRole('button', { name: 'Undo' }).click();
  await workbench.readNotification(/Masks of 69 images undone/);
  await row(/^scans.*undone/).waitFor();
  expect(readdirSync(vscode.workspace.at('scans')).filter((name) => name.includes('.mask'))).toEqual([]);
});

test('a task reaches its queue with the credentials of the secret storage', async () => {
  const { workbench } = vscode;
  const { page } = workbench;
  let heard = '';
  // It lets nobody in, and hears what it is told.
  const server = createServer((socket) => {
    socket
      .on('error', () => undefined)
      .on('data', (data) => {
        heard += data.toString();
        socket.write('-WRONGPASS invalid username-password pair or user is disabled.\r\n');
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const queue = `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const task = { type: 'sam-unet', label: 'by the queue', folder: vscode.workspace.at('scans'), whole: true, queue };
    mkdirSync(vscode.workspace.at('.vscode'), { recursive: true });
    const tasks = JSON.stringify({ version: '2.0.0', tasks: [{ ...task, problemMatcher: [] }] });
    writeFileSync(vscode.workspace.at('.vscode', 'tasks.json'), tasks);
    await workbench.command('SAM-UNet: Set Queue Credentials…');
    for (const [message, text] of [
      ['Address of the queue', queue],
      [`User for ${queue}`, 'ada'],
      ['Password', 'hush'],
    ] as const) {
      await page.locator('.quick-input-message', { hasText: message }).waitFor();
      await page.locator('.quick-input-widget input').first().fill(text);
      await page.keyboard.press('Enter');
    }
    await workbench.readNotification(/are in VS Code’s secret storage/);
    const offered = page.locator('.quick-input-list .monaco-list-row', { hasText: 'by the queue' }).first();
    await workbench.ask('Tasks: Run Task', offered);
    await offered.click();
    await expect.poll(() => heard, { timeout: 120_000 }).toMatch(/auth\r\n\$3\r\nada\r\n\$4\r\nhush/i);
  } finally {
    server.close();
  }
});
