import * as vscode from 'vscode';
import { offerPictureDefault } from '../editor/pictureDefault';
import { showImage } from '../editor/showImage';
import type { CommandContext } from './context';

/** Opens a picture that VS Code shows itself, in the place of VS Code's own preview where that is in front. */
export async function openWith({ editors, memory }: CommandContext, target?: unknown): Promise<void> {
  const { activeTab } = vscode.window.tabGroups.activeTabGroup;
  const shown = uriOf(activeTab);
  const uri = target instanceof vscode.Uri ? target : shown;
  if (uri === undefined) return;
  const isInPlace = activeTab !== undefined && shown?.toString() === uri.toString();
  await showImage(editors, uri, { preview: !isInPlace });
  if (isInPlace) await vscode.window.tabGroups.close(activeTab);
  await offerPictureDefault(memory);
}

function uriOf(tab: vscode.Tab | undefined): vscode.Uri | undefined {
  return tab?.input instanceof vscode.TabInputCustom || tab?.input instanceof vscode.TabInputText
    ? tab.input.uri
    : undefined;
}
