import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { useWorkbench } from '../harness/useWorkbench';
import { writeTinyModel } from '../support/tinyModel';

const image = 'brain_010.dcm';

const vscode = useWorkbench({
  files: [`mr-series/${image}`],
  settings: { 'security.workspace.trust.startupPrompt': 'never' },
  workspaceTrust: true,
  // A folder from somewhere, whose settings name a model that it brings along.
  prepare: async ({ folder }) => {
    writeTinyModel(path.join(folder, 'model'));
    const settings = { 'samUnet.modelPath': path.join(folder, 'model'), 'samUnet.device': 'cpu' };
    await mkdir(path.join(folder, '.vscode'));
    await writeFile(path.join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
  },
});

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
  expect(await modelInUse()).toBe('compact');
  await workbench.screenshot('untrusted');

  await workbench.command('Workspaces: Manage Workspace Trust');
  await workbench.page.getByRole('button', { name: 'Trust', exact: true }).click();
  await workbench.statusBar('Restricted Mode').waitFor({ state: 'detached' });
  await workbench.command('View: Close All Editors');
  expect(await modelInUse()).toBe('tiny');
});
