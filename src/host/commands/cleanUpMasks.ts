import * as vscode from 'vscode';
import { errorText, UserError } from '../../core/base/error';
import { requireUnlocked } from '../../core/document/locks';
import { parseAmount, type Amount } from '../../core/mask/cleanUp/amount';
import { t } from '../../core/text/message';
import { localize, localized } from '../l10n/localize';
import { cleanUpItems, type CleanUpItem } from './cleanUpItems';
import { CleanUpSession } from './cleanUpSession';
import { activePage, type CommandContext } from './context';
import { namedObjects } from './namedObjects';

/**
 * Cleans up the named or selected objects, or all objects of the image, except locked ones. What would come of the operation is
 * shown over the image, with the change in area, before it is chosen.
 */
export async function cleanUpMasks(context: CommandContext, ...named: readonly unknown[]): Promise<void> {
  const page = activePage(context);
  const { document } = page;
  const { image } = await document.open();
  const objects = namedObjects(document, named);
  if (objects.length > 0) document.selectAll(objects.map(({ id }) => id));
  const session = new CleanUpSession(document, requireUnlocked(objects), image.info.pixelSpacing, context.maskStore);
  const locked = document.state.objects.filter(({ status, locked }) => status !== 'rejected' && locked === true);
  if (session.objects.length === 0) {
    requireUnlocked(locked);
    throw new UserError('bad-input', {
      problem: t`The image has no objects.`,
      advice: t`Draw a box around an object, or segment the whole image, first.`,
    });
  }
  try {
    const item = await chooseOperation(session);
    if (item === undefined) return;
    const amount = item.asks === undefined ? undefined : await askAmount(session, item, item.asks);
    if (item.asks !== undefined && amount === undefined) return;
    await session.apply(item, amount);
  } finally {
    session.endPreview();
  }
}

function chooseOperation(session: CleanUpSession): Promise<CleanUpItem | undefined> {
  const all: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('list-selection'),
    tooltip: localize`Switch between the selected objects and all objects`,
  };
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick<CleanUpItem>();
    pick.placeholder = localize`Choose an operation; the image shows its result`;
    const show = (): void => {
      pick.title = session.title;
      pick.items = cleanUpItems();
    };
    if (session.canSwitch) pick.buttons = [all];
    const preview = async (item: CleanUpItem): Promise<void> => {
      const change = await session.preview(item, item.asks && parseAmount(item.asks.value));
      if (change === undefined || isChosen) return;
      const result = item.asks === undefined ? change : localize`${change} with ${item.asks.value}`;
      const items = cleanUpItems().map((each) => {
        const description = [each.description, ...(each.operation === item.operation ? [result] : [])];
        return { ...each, description: description.filter(Boolean).join(' · ') };
      });
      pick.items = items;
      pick.activeItems = items.filter((each) => each.operation === item.operation);
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
      session.switch();
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

function askAmount(
  session: CleanUpSession,
  item: CleanUpItem,
  { prompt, value }: NonNullable<CleanUpItem['asks']>,
): Promise<Amount | undefined> {
  return new Promise((resolve) => {
    const input = vscode.window.createInputBox();
    input.title = `${session.title}: ${item.label.replace('…', '')}`;
    input.value = value;
    const check = async (): Promise<Amount | undefined> => {
      const amount = parseAmount(input.value);
      input.prompt = prompt;
      input.validationMessage =
        amount === undefined ? localize`Enter a number above 0, for example 2, 2 px or 1.5 mm.` : undefined;
      if (amount === undefined) return undefined;
      try {
        const change = await session.preview(item, amount);
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
