import { test } from 'vitest';
import { useWorkbench } from '../harness/useWorkbench';

const vscode = useWorkbench({ files: ['mr-series/brain_010.dcm'], language: 'zh-cn' });

test('commands, views, messages and the page are in the language of VS Code', async () => {
  const { page } = vscode.workbench;
  const view = await vscode.workbench.openImage('brain_010.dcm');
  await view.getByText('在对象周围拖出一个框。').waitFor();
  await vscode.workbench.command('SAM-UNet: 显示键盘快捷方式');
  await view.getByRole('dialog', { name: '默认键盘快捷方式' }).getByText('使用框工具').waitFor();
  await vscode.workbench.screenshot('chinese-keys');
  await view.getByRole('button', { name: '关闭' }).click();

  await vscode.workbench.command('SAM-UNet: Focus on 数据集 View');
  await page.locator('.pane', { hasText: '数据集' }).first().waitFor();
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').first().fill('>SAM-UNet: 使用框工具');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: '使用框工具' }).waitFor();
  await vscode.workbench.screenshot('chinese-palette');
  await page.keyboard.press('Escape');

  await vscode.workbench.command('SAM-UNet: 显示状态');
  await page.locator('.quick-input-list', { hasText: '重启模型' }).waitFor();
  await vscode.workbench.screenshot('chinese-status');
});
