import path from 'node:path';
import * as vscode from 'vscode';
import { localize } from '../l10n/localize';
import { showImage, type Pages } from './showImage';
import type { UnsavedEdits } from './unsavedEdits';

/** Offers to open images with unsaved edits from a session that ended too early for VS Code to remember their tabs. */
export async function offerUnsaved(unsaved: UnsavedEdits, pages: Pages): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const open = new Set(tabs.flatMap(({ input }) => (input instanceof vscode.TabInputCustom ? [input.uri.fsPath] : [])));
  for (const image of (await unsaved.images()).filter((each) => !open.has(each))) {
    const text = localize`${path.basename(image)} has unsaved edits from the last session.`;
    if ((await vscode.window.showInformationMessage(text, localize`Open`)) === undefined) continue;
    await showImage(pages, vscode.Uri.file(image));
  }
}
