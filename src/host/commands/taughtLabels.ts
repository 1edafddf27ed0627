import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { volumesOf } from '../../core/image/medicalImage';
import { placeAt, placeOf, type SlicePlace } from '../../core/image/slicePlace';
import { expectedText } from '../../core/teach/expectedText';
import { counted } from '../../core/text/counted';
import { t } from '../../core/text/message';
import { isInside } from '../../node/files/isInside';
import { decoderOf, findTaught, forgetTaught, rollBackTaught } from '../../node/teach/taughtStore';
import { findInDocument } from '../editor/finding';
import type { ImagePage } from '../editor/imagePage';
import { shownView } from '../editor/showImage';
import { localize, localized } from '../l10n/localize';
import { isForeign, type TaughtItem } from '../teach/taughtLabels';
import { requireTrust } from '../teach/teacher';
import { activePage, type CommandContext } from './context';
import { generateMasks } from './generateMasks';

/** Teaches a taught label again, from the masks that are accepted now. */
export async function teachAgain(context: CommandContext, named?: unknown): Promise<void> {
  context.teacher.checkIdle();
  const item = await taughtItem(context, named);
  if (item !== undefined) await context.teacher.teach(item.folder, item.label);
}

/** Teaches all labels again that were taught to another model, one after the other. */
export async function teachAllAgain(context: CommandContext): Promise<void> {
  context.teacher.checkIdle();
  const items = context.taught.items.filter(isForeign);
  if (items.length === 0) {
    throw new UserError('not-found', { problem: t`All taught labels belong to the selected model already.` });
  }
  for (const { folder, label } of items) {
    // Who cancels one does not want the others.
    if ((await context.teacher.teach(folder, label)) === undefined) return;
  }
}

/** Makes masks with a taught label for the images of its folder. */
export async function generateTaught(context: CommandContext, named?: unknown): Promise<void> {
  context.bulk.checkIdle();
  const item = await taughtItem(context, named);
  if (item !== undefined) await generateMasks(item.folder, context, [{ kind: 'taught', labels: [item.label] }]);
}

/** Brings back a label as it was taught before. */
export async function rollBack(context: CommandContext, named?: unknown): Promise<void> {
  const item = await taughtItem(context, named, ({ hasFormer }) => hasFormer);
  if (item === undefined) return;
  const card = await rollBackTaught(item.folder, item.label);
  await context.taught.refresh();
  if (card === undefined) {
    throw new UserError('not-found', { problem: t`There is no earlier teaching of “${item.label}” to roll back to.` });
  }
  void vscode.window.showInformationMessage(
    localize`“${item.label}” was rolled back to its previous teaching: ${expectedText(card.heldOut)}.`,
  );
}

/** Removes a taught label, once the user has agreed. Masks stay. */
export async function forget(context: CommandContext, named?: unknown): Promise<void> {
  const item = await taughtItem(context, named);
  if (item === undefined) return;
  const button = localize`Forget`;
  const answer = await vscode.window.showWarningMessage(
    localize`Forget the taught label “${item.label}”?`,
    { modal: true, detail: localize`Its weights and history will be deleted. Masks are kept.` },
    button,
  );
  if (answer !== button) return;
  await forgetTaught(item.folder, item.label);
  await context.taught.refresh();
}

/** Finds a taught label in the image in front: on its slice, or in the whole volume. */
export async function findTaughtHere(context: CommandContext, named?: unknown): Promise<void> {
  requireTrust();
  const page = activePage(context);
  const { fsPath } = page.document.uri;
  const item = await taughtItem(context, named, ({ folder, card }) => card !== undefined && isInside(folder, fsPath));
  if (item === undefined) return;
  const places = await askPlaces(page, item.label);
  if (places === undefined) return;
  const decoder = decoderOf(await findTaught(item.folder, item.label));
  const { found, left } = await vscode.window.withProgress(
    {
      location: places.length > 1 ? vscode.ProgressLocation.Notification : vscode.ProgressLocation.Window,
      title: localize`SAM-UNet: Finding ${item.label}`,
      cancellable: places.length > 1,
    },
    (progress, token) =>
      findInDocument(page.document, context, {
        ...{ label: item.label, decoder, places, token },
        onProgress: (done) => {
          progress.report({ message: localize`${done} of ${places.length}`, increment: 100 / places.length });
        },
      }),
  );
  if (left > 0 || found === 0) {
    const kept = left === 0 ? '' : ` ${localize`Your own masks on ${counted(left, 'slice')} were kept.`}`;
    const objects = counted(found, 'object');
    void vscode.window.showInformationMessage(`${localize`${item.label}: ${objects} found.`}${kept}`);
  }
}

async function askPlaces(page: ImagePage, label: string): Promise<readonly SlicePlace[] | undefined> {
  const { image } = await page.document.open();
  const { slices, ...info } = image.info;
  const here = placeOf(await shownView(page));
  const count = volumesOf(info) * slices;
  if (count === 1) return [here];
  const one = { label: `$(symbol-misc) ${localize`This Slice`}`, places: [here] };
  const whole = {
    label: `$(layers) ${localize`Whole Volume`}`,
    description: localized(counted(count, 'slice')),
    places: Array.from({ length: count }, (_, number) => placeAt(number, slices)),
  };
  const chosen = await vscode.window.showQuickPick([one, whole], { title: localize`Find ${label}` });
  return chosen?.places;
}

/** The label that the view names, or one that the user chooses. @throws UserError `not-found` where there is none */
export async function taughtItem(
  { taught }: CommandContext,
  named: unknown,
  isMeant: (item: TaughtItem) => boolean = () => true,
): Promise<TaughtItem | undefined> {
  if (isTaughtItem(named)) return named;
  const items = taught.items.filter(isMeant);
  if (items.length === 0) {
    throw new UserError('not-found', {
      problem: t`There is no taught label to choose.`,
      advice: t`Teach one first with “SAM-UNet: Teach Label…”.`,
    });
  }
  if (items.length === 1) return items[0];
  const choices = items.map((item) => ({
    label: `$(mortar-board) ${item.label}`,
    description: path.basename(item.folder),
    ...(item.card === undefined ? {} : { detail: localized(expectedText(item.card.heldOut)) }),
    item,
  }));
  const chosen = await vscode.window.showQuickPick(choices, { placeHolder: localize`Select a taught label` });
  return chosen?.item;
}

function isTaughtItem(named: unknown): named is TaughtItem {
  return typeof named === 'object' && named !== null && 'kind' in named && named.kind === 'taught';
}
