import { expect, test } from 'vitest';
import { useWorkbench } from '../harness/useWorkbench';

const vscode = useWorkbench({});

test('the workbench opens with the extension installed', async () => {
  await vscode.workbench.command('SAM-UNet: Show Status');
  expect(await vscode.workbench.page.locator('.monaco-workbench').count()).toBe(1);
});
