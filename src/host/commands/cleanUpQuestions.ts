import * as vscode from 'vscode';
import { errorText, UserError } from '../../core/base/error';
import { parseAmount, type Amount } from '../../core/mask/cleanUp/amount';
import { localize, localized } from '../l10n/localize';
import type { CleanUpItem } from './cleanUpItems';

/** One use of a clean-up command: which objects it is about, what is shown of them, and what is done to them. */
export interface CleanUpWork {
  readonly title: string;
  /** What can be chosen, in order. A function, since the language is known only when the extension runs. */
  readonly items: () => readonly CleanUpItem[];
  /** Whether {@link switch} has other objects to offer. */
  readonly canSwitch: boolean;
  switch(): void;
  /** Shows what would come of an operation. @returns the change in words; undefined if something else was requested meanwhile */
  preview(item: CleanUpItem, amount: Amount | undefined): Promise<string | undefined>;
  endPreview(): void;
  apply(item: CleanUpItem, amount: Amount | undefined): Promise<void>;
}

/** Asks for an operation and an amount, and does it. */
export async function askAndCleanUp(work: CleanUpWork): Promise<void> {
  try {
    const item = await chooseOperation(work);
    if (item === undefined) return;
    const amount = item.asks === undefined ? undefined : await askAmount(work, item, item.asks);
    if (item.asks !== undefined && amount === undefined) return;
    await work.apply(item, amount);
  } finally {
    work.endPreview();
  }
}

function chooseOperation(work: CleanUpWork): Promise<CleanUpItem | undefined> {
  const all: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('list-selection'),
    tooltip: localize`Switch between the selected objects and all objects`,
  };
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick<CleanUpItem>();
    pick.placeholder = localize`Choose an operation; the image shows its result`;
    const show = (): void => {
      pick.title = work.title;
      pick.items = work.items();
    };
    if (work.canSwitch) pick.buttons = [all];
    // Not in the row: rows that are set again make VS Code go back to the one that was active when they were.
    const preview = async (item: CleanUpItem): Promise<void> => {
      pick.prompt = localize`Working out the change…`;
      const change = await changeIn(work, item);
      if (change === undefined || isChosen) return;
      pick.prompt = `${item.label.replace('…', '')}: ${change}`;
    };
    let shown: CleanUpItem['operation'] | undefined;
    // VS Code still reports rows as active after one was chosen; their previews would replace that of the next question.
    let isChosen = false;
    pick.onDidChangeActive(([item]) => {
      if (isChosen || item === undefined || item.operation === shown) return;
      shown = item.operation;
      void preview(item);
    });
    pick.onDidTriggerButton(() => {
      work.switch();
      shown = undefined;
      show();
    });
    pick.onDidAccept(() => {
      isChosen = true;
      resolve([...pick.selectedItems, ...pick.activeItems][0]);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    show();
    pick.show();
  });
}

/** What comes of an operation with the amount that is offered, or why nothing does; undefined if something else was requested meanwhile. */
async function changeIn(work: CleanUpWork, item: CleanUpItem): Promise<string | undefined> {
  try {
    const change = await work.preview(item, item.asks && parseAmount(item.asks.value));
    return change === undefined || item.asks === undefined ? change : localize`${change} with ${item.asks.value}`;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return localized(errorText(error));
  }
}

function askAmount(
  work: CleanUpWork,
  item: CleanUpItem,
  { prompt, value }: NonNullable<CleanUpItem['asks']>,
): Promise<Amount | undefined> {
  return new Promise((resolve) => {
    const input = vscode.window.createInputBox();
    input.title = `${work.title}: ${item.label.replace('…', '')}`;
    input.value = value;
    const check = async (): Promise<Amount | undefined> => {
      const amount = parseAmount(input.value);
      input.prompt = prompt;
      input.validationMessage =
        amount === undefined ? localize`Enter a number above 0, for example 2, 2 px or 1.5 mm.` : undefined;
      if (amount === undefined) return undefined;
      try {
        const change = await work.preview(item, amount);
        if (change !== undefined) input.prompt = `${prompt} · ${change}`;
        return amount;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        input.validationMessage = localized(errorText(error));
        return undefined;
      }
    };
    input.onDidChangeValue(() => void check());
    input.onDidAccept(async () => {
      const amount = await check();
      if (amount === undefined) return;
      resolve(amount);
      input.hide();
    });
    input.onDidHide(() => {
      resolve(undefined);
      input.dispose();
    });
    input.show();
    void check();
  });
}
