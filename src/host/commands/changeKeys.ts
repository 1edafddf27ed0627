import * as vscode from 'vscode';
import type { CommandContext } from './context';

/** Opens VS Code's Keyboard Shortcuts with the keys of this extension alone. */
export async function changeKeys({ extension }: CommandContext): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openGlobalKeybindings', `@ext:${extension.id}`);
}
