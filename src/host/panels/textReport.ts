import * as vscode from 'vscode';

const scheme = 'sam-unet-report';

/** Read-only documents that hold their text in their address, so that they come back with the window and never ask to be saved. */
export function registerTextReports(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: ({ query }) => query,
  });
}

/** Shows a text to read or copy. @param title of its tab */
export async function showTextReport(title: string, text: string): Promise<void> {
  const uri = vscode.Uri.from({ scheme, path: title, query: text });
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
}
