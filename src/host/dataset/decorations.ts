import path from 'node:path';
import * as vscode from 'vscode';
import { statusText, type ImageStatus } from '../../core/dataset/status';
import { isImageName } from '../../core/formats/registry';
import { statusSigns } from '../../core/sidecar/provenance';
import { localize } from '../l10n/localize';
import type { Dataset } from './dataset';

const badges: Readonly<Partial<Record<ImageStatus, string>>> = {
  machine: statusSigns.draft,
  accepted: statusSigns.accepted,
  corrected: statusSigns.corrected,
  rejected: statusSigns.rejected,
  empty: '∅',
};

/** Marks images in the explorer and in tabs with the state of their masks. VS Code asks only for those that it shows. */
export function createDecorations(dataset: Dataset): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  const provider: vscode.FileDecorationProvider = {
    onDidChangeFileDecorations: changed.event,
    async provideFileDecoration(uri) {
      if (uri.scheme !== 'file' || !isImageName(path.basename(uri.fsPath))) return undefined;
      // Without the index there are no marks, and the tree says why.
      const image = await dataset.lookUp(uri).catch(() => undefined);
      const badge = image === undefined ? undefined : badges[image.status];
      if (image === undefined || badge === undefined) return undefined;
      return new vscode.FileDecoration(badge, localize`Masks: ${statusText(image.status)}`);
    },
  };
  return vscode.Disposable.from(
    changed,
    dataset.onDidChange(() => {
      changed.fire(undefined);
    }),
    vscode.window.registerFileDecorationProvider(provider),
  );
}
