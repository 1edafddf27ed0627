import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { formatSidecar, parseSidecar } from '../../src/core/sidecar/sidecar';
import { saveMasks } from '../../src/node/masks/maskStore';
import { useWorkbench } from '../harness/useWorkbench';
import { liver, rectObject } from '../support/sidecars';
import { writeTinyModel } from '../support/tinyModel';

const image = 'brain_010.dcm';
const planted = 'planted.dcm';
let outside = '';

const vscode = useWorkbench({
  files: [`mr-series/${image}`],
  settings: { 'security.workspace.trust.startupPrompt': 'never' },
  workspaceTrust: true,
  // A folder from somewhere, whose settings name a model that it brings along.
  prepare: async ({ folder }) => {
    writeTinyModel(path.join(folder, 'model'));
    const settings = {
      ...{ 'samUnet.modelPath': path.join(folder, 'model'), 'samUnet.device': 'cpu', 'samUnet.cache.memory': 65_536 },
      'git.path': path.join(folder, 'program.sh'),
    };
    await mkdir(path.join(folder, '.vscode'));
    await writeFile(path.join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
    await writeRepository(folder);
    await plant(folder);
  },
});
afterAll(() => rm(outside, { recursive: true, force: true }));

const size = { width: 256, height: 256 };
const mark = (folder: string): string => path.join(folder, 'was-run');

/** Masks, and a repository that lacks them in its last commit and has git run a program to get them. */
async function writeRepository(folder: string): Promise<void> {
  const file = path.join(folder, image);
  const objects = [rectObject(size, { x0: 60, y0: 70, x1: 200, y1: 190 })];
  await saveMasks({ path: file, ...size, slices: 1 }, { labels: [liver], objects }, { writer: 'machine' });
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' });
  git('init', '-q');
  git('add', `${image}.masks.json`);
  git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '-qm', 'Masks');
  const blob = git('rev-parse', `HEAD:${image}.masks.json`).trim();
  await rm(path.join(folder, '.git', 'objects', blob.slice(0, 2)), { recursive: true });
  const program = path.join(folder, 'program.sh');
  await writeFile(program, `#!/bin/sh\ntouch '${mark(folder)}'\nexit 1\n`, { mode: 0o755 });
  const config = {
    'core.repositoryFormatVersion': '1',
    'extensions.partialClone': 'origin',
    'remote.origin.promisor': 'true',
    'remote.origin.url': 'ssh://host/repository',
    'core.sshCommand': program,
    'core.fsmonitor': program,
  };
  for (const [name, value] of Object.entries(config)) git('config', name, value);
}

/** What leads out of the folder, and what a program that finishes the work of others would do there. */
async function plant(folder: string): Promise<void> {
  outside = await mkdtemp(path.join(tmpdir(), 'outside-'));
  const theirs = path.join(outside, 'planted__liver_0.png');
  await writeFile(theirs, 'theirs');
  await symlink(outside, path.join(folder, 'masks'));
  await copyFile(path.join(folder, image), path.join(folder, planted));
  const file = path.join(folder, `${image}.masks.json`);
  const { format, version, labels, objects, image: described } = parseSidecar(readFileSync(file, 'utf8'), file);
  const names = ['masks/planted__liver_0.png'];
  const hashes = { [names[0]!]: createHash('sha256').update('theirs').digest('hex') };
  const claim = { format, version, image: { ...described, file: planted }, masks: names, previousMaskHashes: hashes };
  await writeFile(path.join(folder, `${planted}.masks.json`), formatSidecar({ ...claim, labels, objects }));
  // A save that seems to have been interrupted, of a process that has ended.
  await writeFile(path.join(folder, `.${planted}.mask.lock`), '{"token":"a","pid":1,"place":"b","started":"c"}\n');
  await writeFile(path.join(folder, `.${planted}.masks.json.0123456789ab.tmp`), 'torn');
  const at = '2026-01-01T00:00:00.000Z';
  const head = { type: 'run', version: 1, id: 'night', at, by: 'them', sources: [{ kind: 'whole' }], images: 2 };
  const lines = [
    { ...head, model: { name: 'tiny', sha256: 'ab', device: 'cpu' } },
    { type: 'begun', image: `../${path.basename(outside)}/theirs.png` },
    { type: 'written', image, version: 'v' },
  ];
  await mkdir(path.join(folder, '.sam-unet', 'runs'), { recursive: true });
  const journal = path.join(folder, '.sam-unet', 'runs', 'night.jsonl');
  await writeFile(journal, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/** Every file of a folder, with its content and when it was changed. */
function everything(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const file = path.join(folder, name);
      const stats = lstatSync(file);
      return `${name} ${stats.isFile() ? `${stats.mtimeMs} ${readFileSync(file, 'latin1')}` : ''}`;
    });
}

/** What the masks of the image can be compared with. */
async function comparisons(): Promise<string[]> {
  const { workbench } = vscode;
  await workbench.openImage(image);
  await workbench.webview().locator('canvas').waitFor();
  await workbench.command('SAM-UNet: Compare Masks…');
  const rows = workbench.page.locator('.quick-input-list .monaco-list-row');
  await rows.filter({ hasText: 'Mask File…' }).waitFor();
  return rows.locator('.label-name').allTextContents();
}

/** Opens the image, which loads the model, and says which one it is. */
async function modelInUse(): Promise<string> {
  const { workbench } = vscode;
  const view = await workbench.openImage(image);
  await view.getByText(/^MR · 256 × 256/).waitFor();
  await workbench.statusBar(/SAM-UNet · CPU · (ready|\d)/).waitFor();
  await workbench.command('SAM-UNet: Show Status');
  const row = workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: /Model \w+, weights/ });
  const name = /Model (\w+),/.exec((await row.textContent()) ?? '')?.[1] ?? '';
  await workbench.page.keyboard.press('Escape');
  return name;
}

test('images of a folder are shown, but the model that its settings name is used only once the folder is trusted', async () => {
  const { workbench } = vscode;
  await workbench.statusBar('Restricted Mode').waitFor();
  const before = [vscode.workspace.folder, outside].map(everything);
  expect(await modelInUse()).toBe('compact');
  await workbench.screenshot('untrusted');
  await workbench.openImage(planted);
  await workbench
    .webview()
    .getByText(/^MR · 256 × 256/)
    .waitFor();
  await workbench.command('View: Show SAM-UNet');
  await workbench.screenshot('untrusted planted');
  const offered = await comparisons();
  await workbench.screenshot('untrusted compare');
  expect(offered.join()).not.toContain('Last Commit');
  await workbench.page.keyboard.press('Escape');
  expect(existsSync(mark(vscode.workspace.folder))).toBe(false);
  // Nothing was finished, swept or resumed either.
  const messages = workbench.page.locator('.notifications-toasts .notification-list-item');
  expect((await messages.allTextContents()).join()).not.toContain('interrupted');
  expect([vscode.workspace.folder, outside].map(everything)).toEqual(before);

  await workbench.command('Workspaces: Manage Workspace Trust');
  await workbench.page.getByRole('button', { name: 'Trust', exact: true }).click();
  await workbench.statusBar('Restricted Mode').waitFor({ state: 'detached' });
  await workbench.command('View: Close All Editors');
  expect(await modelInUse()).toBe('tiny');

  // VS Code's own git has looked at the folder now that it is trusted.
  await rm(mark(vscode.workspace.folder), { force: true });
  expect((await comparisons()).join()).toContain('Last Commit');
  await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Last Commit' }).click();
  await workbench.page.getByText('The last commit contains no masks of this image').first().waitFor();
  expect(existsSync(mark(vscode.workspace.folder))).toBe(false);
});
