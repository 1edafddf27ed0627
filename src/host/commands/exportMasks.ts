import path from 'node:path';
import * as vscode from 'vscode';
import type { Layout } from '../../core/layouts/layout';
import { layouts } from '../../core/layouts/registry';
import type { Selection } from '../../core/layouts/selection';
import { transferText } from '../../core/layouts/summary';
import type { ExportRequest } from '../../core/protocol/transferApi';
import { chooseFolder, type CommandContext } from './context';
import { tellTransfer, transferWithProgress } from './transfer';

const selections: readonly (vscode.QuickPickItem & { readonly selection: Selection })[] = [
  { label: 'Reviewed', detail: 'Masks that a person has drawn, accepted or corrected.', selection: 'reviewed' },
  { label: 'All', detail: 'Unreviewed masks too; no rejected ones.', selection: 'all' },
];

/**
 * Writes the masks of a workspace folder in another layout.
 * @param request what is asked of the person when left out
 */
export async function exportMasks(context: CommandContext, request?: unknown): Promise<void> {
  const wanted = (request as ExportRequest | undefined) ?? (await askWhat());
  if (wanted === undefined) return;
  if (!(await savesEdits(context))) return;
  const summary = await transferWithProgress('exporting masks', (api) => api.exportMasks(wanted));
  const show = summary.done.length > 0 ? ['Reveal Folder'] : [];
  const text = `${transferText(summary, 'exported')} to ${path.basename(wanted.out)}.`;
  tellTransfer(summary, text, context, show, () => {
    void vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(wanted.out));
  });
}

/** Only saved masks are exported: offers to save the others. @returns false when the person would rather not export */
async function savesEdits({ editors }: CommandContext): Promise<boolean> {
  const unsaved = editors.documents.filter(({ isDirty }) => isDirty).length;
  if (unsaved === 0) return true;
  const save = 'Save All and Export';
  const text = `${unsaved === 1 ? 'An image has' : `${unsaved} images have`} unsaved masks, which would be left out.`;
  if ((await vscode.window.showWarningMessage(text, { modal: true }, save)) !== save) return false;
  await vscode.commands.executeCommand('workbench.action.files.saveAll');
  return true;
}

async function askWhat(): Promise<ExportRequest | undefined> {
  const folder = (await chooseFolder('Folder whose masks are exported'))?.uri.fsPath;
  if (folder === undefined) return undefined;
  const title = `Export Masks of ${path.basename(folder)}`;
  const items = layouts.map((layout) => ({ label: layout.title, detail: sentence(layout.description), layout }));
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: 'Layout to write',
    ignoreFocusOut: true,
  });
  if (chosen === undefined) return undefined;
  const { layout } = chosen;
  const which = await vscode.window.showQuickPick(selections, {
    title,
    placeHolder: 'Masks to write',
    ignoreFocusOut: true,
  });
  if (which === undefined) return undefined;
  const out = await askFolder(title, folder, layout);
  return out === undefined ? undefined : { folder, layout: layout.name, out, selection: which.selection };
}

async function askFolder(title: string, folder: string, { name, canGrow }: Layout): Promise<string | undefined> {
  const out = await vscode.window.showInputBox({
    title,
    prompt: `Folder to write, ${canGrow ? 'new, or one in this layout to add to' : 'new or empty'}.`,
    value: `${folder}-${name}`,
    ignoreFocusOut: true,
    validateInput: (text) => {
      if (!path.isAbsolute(text.trim())) return 'Give a whole path.';
      return path.resolve(text.trim()) === path.resolve(folder)
        ? 'Give another folder than that of the images.'
        : undefined;
    },
  });
  return out?.trim();
}

/** Names of files keep their first letter. */
function sentence(text: string): string {
  return /^\w+[/.]/.test(text) ? `${text}.` : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
