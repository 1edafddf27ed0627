import * as path from 'node:path';
import * as vscode from 'vscode';
import { findMasksNear } from '../../node/layouts/masksNear';
import { report, type Services } from '../services';
import type { ImageEditors } from './imageEditors';

/** Offers to import masks that lie near an image in another layout, once for each folder. */
export function offerImports(editors: ImageEditors, services: Services): vscode.Disposable {
  const offered = new Set<string>();
  return editors.onDidChangeActive((page) => {
    const file = page?.document.uri.fsPath;
    if (file === undefined || offered.has(path.dirname(file))) return;
    offered.add(path.dirname(file));
    void offer(file).catch((error: unknown) => report(error, services));
  });
}

async function offer(file: string): Promise<void> {
  const found = await findMasksNear(file);
  if (found === undefined) return;
  const { source, layout } = found;
  const text = `${path.basename(file)} has masks in the layout “${layout.title}”. Import the masks of its folder?`;
  if ((await vscode.window.showInformationMessage(`SAM-UNet: ${text}`, 'Import')) !== 'Import') return;
  const request = { source, layout: layout.name, images: path.dirname(file), origin: 'human' };
  await vscode.commands.executeCommand('samUnet.importMasks', request);
}
