import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { saveMasks } from '../../src/node/masks/maskStore';
import { useWorkbench } from '../harness/useWorkbench';
import { chooseInExplorer } from '../support/explorerMenu';
import { liver, rectObject } from '../support/sidecars';
import { startAfresh } from '../support/startAfresh';

const size = { width: 256, height: 256 };
const vscode = useWorkbench({
  files: ['png'],
  settings: { 'files.autoSave': 'off', 'explorer.fileNesting.enabled': true, 'explorer.compactFolders': false },
  prepare: async (workspace) => {
    const path = workspace.at('png', 'brain_006.png');
    const rect = { x0: 60, y0: 70, x1: 200, y1: 190 };
    await saveMasks(
      { path, ...size, slices: 1 },
      { labels: [liver], objects: [rectObject(size, rect)] },
      { writer: 'human' },
    );
  },
});
startAfresh(vscode);

const row = (text: string) =>
  vscode.workbench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: text });

/** Whether a file has others folded under it. */
async function isNest(name: string): Promise<boolean> {
  const { page } = vscode.workbench;
  const label = page.locator('.label-name', { hasText: new RegExp(`^${name.replaceAll('.', '\\.')}$`) });
  const file = page.locator('.explorer-folders-view .monaco-list-row', { has: label });
  return (await file.getAttribute('aria-expanded')) !== null;
}

async function expandFolder(): Promise<void> {
  await row('png').first().waitFor();
  if ((await row('png').first().getAttribute('aria-expanded')) !== 'true') await row('png').first().click();
  await row('brain_006.png').first().waitFor();
}

test('masks and sidecar fold under their image', async () => {
  await expandFolder();
  expect([await isNest('brain_006.png'), await isNest('brain_009.png')]).toEqual([true, false]);
  await vscode.workbench.screenshot('nested');
});

// It is offered only once in a workspace, also where a first try has failed.
test(
  'VS Code’s preview of a PNG beside masks offers the editor, and gives way to it by a button of its title',
  { retry: 0 },
  async () => {
    const { workbench } = vscode;
    await workbench.openFile('brain_009.png');
    await workbench.readNotification('Images in “png” have masks, which VS Code’s preview does not show.');
    await workbench.page.locator('.editor-actions .action-label[aria-label^="Open with SAM-UNet"]').click();
    await workbench.webview().locator('canvas').first().waitFor();
    await expect.poll(() => workbench.page.locator('.tab', { hasText: 'brain_009.png' }).count()).toBe(1);
  },
);

test('a PNG opens from the explorer, and becomes the default of the workspace when the second one asks', async () => {
  const { workbench, workspace } = vscode;
  await expandFolder();
  for (const name of ['brain_006.png', 'brain_009.png']) {
    await chooseInExplorer(workbench, name, 'Open with SAM-UNet');
    await workbench.page.locator('.tab.active', { hasText: name }).waitFor();
    await workbench.webview().locator('canvas').first().waitFor();
  }
  await workbench.notification('Open PNG, JPEG, BMP and WebP files with SAM-UNet by default?').waitFor();
  await workbench.screenshot('open-with');
  await workbench.page
    .locator('.notifications-toasts')
    .getByRole('button', { name: 'Always in This Workspace' })
    .click();
  const settings = async (): Promise<unknown> =>
    JSON.parse(await readFile(workspace.at('.vscode', 'settings.json'), 'utf8').catch(() => '{}'));
  await expect.poll(settings).toMatchObject({ 'workbench.editorAssociations': { '*.png': 'samUnet.imageOptional' } });
});

test('the walkthrough opens, with its pictures', async () => {
  const { workbench } = vscode;
  await workbench.command('SAM-UNet: Open Walkthrough');
  await workbench.page.getByText('Get started with SAM-UNet').first().waitFor();
  await workbench.page.getByText('Draw a box around an object').first().click();
  await workbench.screenshot('walkthrough');
});
