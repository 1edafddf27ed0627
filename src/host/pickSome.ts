import * as vscode from 'vscode';
import { localize } from './l10n/localize';

export interface PickSomeOptions {
  readonly title: string;
  readonly placeholder?: string;
  readonly ignoreFocusOut?: boolean;
}

/**
 * Asks for some items of a list, those that are `picked` ticked at first. With nothing ticked, Enter says so and the list stays.
 * @returns at least one item; undefined when the user cancels
 */
export function pickSome<T extends vscode.QuickPickItem>(
  items: readonly T[],
  { title, placeholder = '', ignoreFocusOut = false }: PickSomeOptions,
): Promise<readonly T[] | undefined> {
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick<T>();
    Object.assign(pick, { title, placeholder, ignoreFocusOut, canSelectMany: true });
    pick.items = items;
    pick.selectedItems = items.filter(({ picked }) => picked === true);
    pick.onDidAccept(() => {
      if (pick.selectedItems.length > 0) {
        resolve(pick.selectedItems);
        pick.hide();
        return;
      }
      pick.value = '';
      pick.placeholder = localize`Nothing is ticked. Tick at least one item with Space, or cancel with Escape.`;
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
