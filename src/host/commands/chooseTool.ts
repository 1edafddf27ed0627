import * as vscode from 'vscode';
import { tools } from '../../core/view/tool';
import { toolNames } from '../../core/view/toolNames';
import { localize, localized } from '../l10n/localize';
import { activePage, type CommandContext } from './context';

/** Offers all tools. The one in use, which the editor's title names, is marked. */
export async function chooseTool(context: CommandContext): Promise<void> {
  const page = activePage(context);
  const items = tools.map((tool) => ({
    label: localized(toolNames[tool]),
    description: tool === page.view?.tool ? localize`current` : '',
    tool,
  }));
  const chosen = await vscode.window.showQuickPick(items, { title: localize`Choose Tool` });
  if (chosen !== undefined) await page.perform({ kind: 'tool', tool: chosen.tool });
}
