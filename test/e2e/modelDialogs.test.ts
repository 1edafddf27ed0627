import { mkdtempSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { useWorkbench } from '../harness/useWorkbench';
import { startAfresh } from '../support/startAfresh';
import { tinyCheckpoint, tinyPublished, tinyTensors } from '../support/tinyCheckpoint';
import { dictionary, op, TorchFile } from '../support/torchFile';

/** Where the product keeps models and libraries while these tests run. */
const home = mkdtempSync(path.join(tmpdir(), 'sam-unet-home-'));
vi.stubEnv('SAM_UNET_HOME', home);
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

/** A checkpoint that runs a command in a program that unpickles it. */
const hostile = new TorchFile(tinyTensors(tinyPublished), 'zip').bytes((model) =>
  dictionary({
    model,
    hook: [...op.global('posix', 'system'), ...op.mark, ...op.text('touch /tmp/owned'), ...op.tuple, ...op.reduce],
  }),
);

const vscode = useWorkbench({
  files: ['mr-series/brain_010.dcm'],
  settings: { 'files.simpleDialog.enable': true },
  ownServer: true,
  prepare: async (workspace) => {
    await writeFile(workspace.at('Best Epoch.pth'), tinyCheckpoint(tinyPublished));
    await writeFile(workspace.at('hostile.pth'), hostile);
    await writeFile(workspace.at('libraries.nupkg'), 'no package at all');
  },
});

startAfresh(vscode);

/** Answers VS Code's own file dialog, which shows the workspace. */
async function chooseFile(title: string, name: string): Promise<void> {
  const dialog = vscode.workbench.page.locator('.quick-input-widget', { hasText: title });
  await dialog.locator('.monaco-list-row', { hasText: name }).click();
}

async function importFile(name: string): Promise<void> {
  const { page } = vscode.workbench;
  await vscode.workbench.command('SAM-UNet: Import Checkpoint…');
  await chooseFile('PyTorch checkpoint of a SAM-UNet', name);
  await page.locator('.quick-input-widget', { hasText: 'Name of the Model' }).waitFor();
  await page.keyboard.press('Enter');
  const choices = page.locator('.quick-input-widget', { hasText: `Import ${name}` });
  await choices.waitFor();
  await vscode.workbench.screenshot(`import-${name}`);
  await choices.locator('.monaco-list-row', { hasText: '32-bit weights' }).click();
}

const models = (): Promise<string[]> => readdir(path.join(home, 'data', 'models')).catch(() => []);

test('a checkpoint is imported and becomes the model in use', async () => {
  const { workbench } = vscode;
  await importFile('Best Epoch.pth');
  await workbench.notification('The model “best-epoch” (resnet34) is now in use').waitFor();
  expect(await models()).toEqual(['best-epoch']);
  await workbench.command('SAM-UNet: Restart Model');
  await workbench.statusBar(/SAM-UNet · CPU · ready/).waitFor();
  await workbench.command('SAM-UNet: Show Status');
  await workbench.page.locator('.quick-input-list', { hasText: 'Model best-epoch, weights' }).waitFor();
  await workbench.page.locator('.quick-input-list', { hasText: 'Trained with boxes' }).waitFor();
  await workbench.screenshot('status-boxes');
  await workbench.page.keyboard.press('Escape');
});

test('one that would run code is refused by its name, and nothing is left of it', async () => {
  const before = await models();
  await importFile('hostile.pth');
  await vscode.workbench.notification(/hostile\.pth: .*“posix\.system”, which runs code/).waitFor();
  expect(await models()).toEqual(before);
});

test('CUDA libraries are installed after asking, and never from a file that is no package', async () => {
  const { page } = vscode.workbench;
  await vscode.workbench.command('SAM-UNet: Install CUDA Support…');
  const dialog = page.locator('.monaco-dialog-box', { hasText: 'Install the libraries that ONNX Runtime needs' });
  await dialog.waitFor();
  await vscode.workbench.screenshot('install-cuda');
  await dialog.getByText('Choose File…').click();
  await chooseFile('NuGet package with the CUDA libraries', 'libraries.nupkg');
  await vscode.workbench.notification(/libraries\.nupkg/).waitFor();
  expect(await readdir(path.join(home, 'data', 'cuda'))).toEqual([]);
  await vscode.workbench.command('SAM-UNet: Install CUDA Support…');
  await dialog.getByText('Cancel').click();
  await dialog.waitFor({ state: 'detached' });
});

test('the doctor’s report is a page to read, which closes without a question', async () => {
  const { workbench } = vscode;
  await workbench.command('SAM-UNet: Run Doctor');
  const report = workbench.page.locator('.tab.active', { hasText: 'SAM-UNet Doctor' });
  await report.waitFor();
  await workbench.page.locator('.view-line', { hasText: /cpu/i }).first().waitFor();
  await workbench.screenshot('doctor');
  expect(await report.getAttribute('class')).not.toContain('dirty');
  await workbench.command('View: Close Editor');
  await report.waitFor({ state: 'detached' });
});
