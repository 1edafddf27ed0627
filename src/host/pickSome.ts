import * as vscode from 'vscode';
import { localize } from './l10n/localize';

/**
 * Asks for some items of a list, those that are `picked` ticked at first. With nothing ticked, Enter says so and the list comes
 * back.
 * @returns at least one item; undefined when the user cancels
 */
export async function pickSome<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: vscode.QuickPickOptions,
): Promise<readonly T[] | undefined> {
  const chosen = await vscode.window.showQuickPick(items, { ...options, canPickMany: true });
  if (chosen?.length !== 0) return chosen;
  const unticked = items.map((item) => ({ ...item, picked: false }));
  const placeHolder = localize`Nothing is ticked. Tick at least one item with Space, or cancel with Escape.`;
  return pickSome(unticked, { ...options, placeHolder });
}
