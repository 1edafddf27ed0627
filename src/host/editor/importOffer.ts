import path from 'node:path';
import * as vscode from 'vscode';
import { findMasksNear } from '../../node/transfer/masksNear';
import { report, type Services } from '../services';
import type { ImageDocument } from './imageDocument';
import type { ImageEditors } from './imageEditors';

/** Offers to import masks that lie near an image in another layout, once for each folder. */
export function offerImports(editors: ImageEditors, services: Services): vscode.Disposable {
  const offered = new Set<string>();
  return editors.onDidChangeActive((page) => {
    if (page === undefined) return;
    const folder = path.dirname(page.document.uri.fsPath);
    if (offered.has(folder)) return;
    offered.add(folder);
    void offer(page.document).catch((error: unknown) => report(error, services));
  });
}

async function offer(document: ImageDocument): Promise<void> {
  const { series } = await document.place();
  const file = series?.anchor ?? document.uri.fsPath;
  const found = await findMasksNear(file, series?.files);
  if (found === undefined) return;
  const { source, layout } = found;
  const text = `${path.basename(file)} has masks in the layout “${layout.title}”. Import the masks of its folder?`;
  if ((await vscode.window.showInformationMessage(`SAM-UNet: ${text}`, 'Import')) !== 'Import') return;
  const request = { source, layout: layout.name, images: path.dirname(file), origin: 'human' };
  await vscode.commands.executeCommand('samUnet.importMasks', request);
}
