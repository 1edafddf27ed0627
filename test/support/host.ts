import * as assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ImageDocument } from '../../src/host/editor/imageDocument';
import type { ExtensionApi } from '../../src/host/extensionApi';

/** The extension, activated. */
export async function extension(): Promise<ExtensionApi['forTests']> {
  const found = vscode.extensions.getExtension<ExtensionApi>('sam-unet.sam-unet');
  assert.ok(found);
  return (await found.activate()).forTests;
}

/** Absolute path of a file in the workspace that is open. */
export function workspaceFile(...parts: string[]): string {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  return path.join(folder.uri.fsPath, ...parts);
}

export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 120_000; !(await condition());) {
    if (Date.now() > end) throw new Error(`Waited in vain until ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Opens an image in the editor and waits until its page shows it. */
export async function open(file: string): Promise<ImageDocument> {
  const { editors } = await extension();
  await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(file), 'samUnet.image');
  await until(`${file} is shown`, () => {
    const { active } = editors;
    return active?.document.uri.fsPath === file && active.view !== undefined;
  });
  const document = editors.documents.find(({ uri }) => uri.fsPath === file);
  assert.ok(document);
  return document;
}
