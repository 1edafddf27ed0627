import * as path from 'node:path';
import * as vscode from 'vscode';
import { summaryText, type BulkSummary } from '../../core/bulk/bulkSummary';
import { generateMasks, type PromptSource } from '../../node/bulk/generateMasks';
import { readAnnotator } from '../config';
import { chooseFolder, type CommandContext } from './context';

const promptsFile = 'prompts.json';

/** Makes masks for all images of a workspace folder that have none. */
export async function generateMasksForWorkspace(context: CommandContext): Promise<void> {
  const { services, editors } = context;
  const folder = await chooseFolder('Folder to make masks for');
  if (folder === undefined) return;
  const source = await chooseSource(folder);
  if (source === undefined) return;
  const summary = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'SAM-UNet: generating masks', cancellable: true },
    (progress, token) =>
      generateMasks(folder.uri.fsPath, source, {
        client: services.client,
        by: readAnnotator(),
        labels: services.labels.of(folder.uri),
        token,
        isEdited: (file) => editors.documents.some(({ uri, isDirty }) => isDirty && uri.fsPath === file),
        onProgress: ({ done, total, current }) => {
          progress.report({ message: `${done + 1} of ${total} · ${current}`, increment: 100 / total });
        },
      }),
  );
  await editors.reloadClean();
  tell(summary, context);
}

async function chooseSource(folder: vscode.WorkspaceFolder): Promise<PromptSource | undefined> {
  const found = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, `**/${promptsFile}`), null, 20);
  const files = found.map(({ fsPath }) => fsPath).sort((a, b) => a.length - b.length);
  const items: (vscode.QuickPickItem & { readonly source: PromptSource })[] = [
    ...files.map((file) => ({
      label: `$(json) Prompts of ${path.relative(folder.uri.fsPath, file)}`,
      detail: 'Segments what the file lists, with its boxes, points and labels.',
      source: { kind: 'file', path: file } as const,
    })),
    {
      label: '$(screen-full) One box over each whole image',
      detail: 'For images that show one dominant object.',
      source: { kind: 'whole' },
    },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Generate Masks for Workspace',
    placeHolder: 'Where the prompts come from. Images that have masks are skipped.',
    // An image that has just finished opening takes the focus, which would close the list.
    ignoreFocusOut: true,
  });
  return chosen?.source;
}

function tell(summary: BulkSummary, { services }: CommandContext): void {
  const { log } = services;
  for (const file of summary.written) log.info(`Segmented ${file}`);
  for (const { file, reason } of summary.skipped) log.info(`Skipped ${file}: ${reason}`);
  for (const { error } of summary.failed) log.warn(error.message);
  const text = `SAM-UNet: ${summaryText(summary)}.`;
  const show = summary.failed.length > 0 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  // Nobody waits for the message: the command is done.
  void show(text, 'Show Details').then((answer) => {
    if (answer !== undefined) log.show();
  });
}
