import path from 'node:path';
import * as vscode from 'vscode';
import { amountText, forecastTexts, losses, type Forecast } from '../../core/layouts/forecast';
import type { Layout } from '../../core/layouts/layout';
import { layouts } from '../../core/layouts/registry';
import type { Selection } from '../../core/layouts/selection';
import { transferText, type TransferSummary } from '../../core/layouts/summary';
import type { ExportRequest } from '../../core/protocol/transferApi';
import { counted } from '../../core/text/counted';
import { t, type Message } from '../../core/text/message';
import { localize, localized, localizedItem } from '../l10n/localize';
import type { TransferHooks } from '../../node/transfer/transferHooks';
import { chooseFolder, type CommandContext } from './context';
import { askSource, readingMasks } from './maskSource';
import { showTransferResult, transferWithProgress } from './transfer';

/** Pixels along each side of the parts of large pictures: what networks are trained on. */
const partSides = [512, 1024, 2048];

const withoutIdentity = t`Names, IDs and dates of patients are replaced. Text in the pixels stays.`;
const converted = t`Those of another program, such as a CVAT export, converted without importing them.`;
const selections: readonly {
  readonly label: Message;
  readonly detail: Message;
  readonly selection: Selection;
  readonly deidentify?: true;
  /** Whether masks in another layout are converted. */
  readonly converts?: true;
}[] = [
  { label: t`Reviewed`, detail: t`Masks that a person drew, accepted or corrected.`, selection: 'reviewed' },
  { label: t`All`, detail: t`Unreviewed masks, too. Rejected masks are left out.`, selection: 'all' },
  { label: t`Reviewed, De-identified`, detail: withoutIdentity, selection: 'reviewed', deidentify: true },
  { label: t`All, De-identified`, detail: withoutIdentity, selection: 'all', deidentify: true },
  { label: t`Masks in Another Layout…`, detail: converted, selection: 'all', converts: true },
  {
    ...{ label: t`Masks in Another Layout, De-identified…`, detail: withoutIdentity },
    ...{ selection: 'all', deidentify: true, converts: true },
  },
];

/**
 * Writes the masks of a workspace folder in another layout.
 * @param request what is asked of the person when left out
 */
export async function exportMasks(context: CommandContext, request?: unknown): Promise<void> {
  const wanted = (request as ExportRequest | undefined) ?? (await askWhat());
  if (wanted === undefined) return;
  const summary = await runExport(
    wanted,
    context,
    request === undefined ? { onForecast: acceptsForecast, onLarge: askParts } : {},
  );
  if (summary === undefined) return;
  if (summary.cancelled) {
    vscode.window.setStatusBarMessage(localize`SAM-UNet: Export cancelled, nothing was written`, 5000);
    return;
  }
  const show = summary.done.length > 0 ? [localize`Reveal Folder`] : [];
  const text = localize`SAM-UNet: ${transferText(summary, 'exported')}, to ${path.basename(wanted.out)}.`;
  showTransferResult(summary, text, context, show, () => {
    void vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(wanted.out));
  });
}

/** @returns undefined when the user cancels */
async function runExport(
  request: ExportRequest,
  context: CommandContext,
  hooks: Pick<TransferHooks, 'onForecast' | 'onLarge'>,
): Promise<TransferSummary | undefined> {
  const run = (from: ExportRequest['from']): Thenable<TransferSummary> =>
    transferWithProgress(
      localize`SAM-UNet: Exporting masks`,
      (api) => api.exportMasks(from === undefined ? request : { ...request, from }),
      hooks,
    );
  const { from } = request;
  if (from !== undefined) return readingMasks(from, context.memory, (how) => run({ ...from, ...how }));
  return (await savesEdits(context)) ? run(undefined) : undefined;
}

/** Only saved masks are exported: offers to save the others. @returns false when the user cancels */
async function savesEdits({ editors }: CommandContext): Promise<boolean> {
  const unsaved = editors.documents.filter(({ isDirty }) => isDirty).length;
  if (unsaved === 0) return true;
  const save = localize`Save All and Export`;
  const text =
    unsaved === 1
      ? localize`An image has unsaved masks, which would be left out.`
      : localize`${unsaved} images have unsaved masks, which would be left out.`;
  if ((await vscode.window.showWarningMessage(text, { modal: true }, save)) !== save) return false;
  await vscode.commands.executeCommand('workbench.action.files.saveAll');
  return true;
}

/** Asks how large pictures are written. */
const askParts: NonNullable<TransferHooks['onLarge']> = async (images) => {
  const detail = localize`Each part is an image of its own. Parts without a mask are left out.`;
  const items = [
    ...partSides.map((side) => ({ label: localize`In Parts of ${side} × ${side} Pixels`, detail, answer: side })),
    { label: localize`Whole`, detail: localize`Few programs open images of this size.`, answer: 'whole' as const },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: localize`Export Large Images`,
    placeHolder: localize`Select how large images are written (${counted(images, 'image')})`,
    ignoreFocusOut: true,
  });
  return chosen?.answer ?? 'cancel';
};

/** Asks whether to export where the layout cannot hold all masks, or needs new images. Nothing has been written yet. */
async function acceptsForecast(forecast: Forecast): Promise<boolean> {
  const isLossy = losses(forecast).length > 0;
  const derived = forecast.find(({ outcome }) => outcome === 'derived');
  if (!isLossy && derived === undefined) return true;
  const detail = forecast.map((row) => {
    const { part, outcome } = forecastTexts(row);
    return localize`${part}: ${amountText(row)} → ${outcome}`;
  });
  const options = { modal: true, detail: detail.join('\n') };
  // Masks that are written have labels.
  if (!forecast.some(({ part }) => part === 'names')) {
    await vscode.window.showWarningMessage(localize`This layout cannot hold any of these masks.`, options);
    return false;
  }
  const proceed = localize`Export`;
  const answer = isLossy
    ? vscode.window.showWarningMessage(localize`This layout cannot hold all of these masks.`, options, proceed)
    : vscode.window.showInformationMessage(
        localize`The masks will refer to DICOM images, which the export makes of ${counted(derived!.count, 'image')}.`,
        options,
        proceed,
      );
  return (await answer) === proceed;
}

async function askWhat(): Promise<ExportRequest | undefined> {
  const folder = (await chooseFolder(localize`Select the folder whose masks to export`))?.uri.fsPath;
  if (folder === undefined) return undefined;
  const title = localize`Export Masks of ${path.basename(folder)}`;
  const items = layouts.map((layout) => ({
    label: localized(layout.title),
    detail: localized(layout.description),
    layout,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: localize`Select the layout to write`,
    ignoreFocusOut: true,
  });
  if (chosen === undefined) return undefined;
  const { layout } = chosen;
  const which = await vscode.window.showQuickPick(selections.map(localizedItem), {
    title,
    placeHolder: localize`Select the masks to write`,
    ignoreFocusOut: true,
  });
  if (which === undefined) return undefined;
  const { selection, deidentify = false, converts = false } = which;
  const source = converts ? await askSource(title, folder) : undefined;
  if (converts && source === undefined) return undefined;
  const out = await askFolder(title, folder, layout);
  if (out === undefined) return undefined;
  return {
    ...{ folder, layout: layout.name, out, selection, deidentify },
    ...(source === undefined ? {} : { from: { source } }),
  };
}

async function askFolder(title: string, folder: string, { name, canGrow }: Layout): Promise<string | undefined> {
  const out = await vscode.window.showInputBox({
    title,
    prompt: canGrow
      ? localize`Folder to write to: a new or empty one, or one in this layout to add to`
      : localize`Folder to write to: a new or empty one`,
    value: `${folder}-${name}`,
    ignoreFocusOut: true,
    validateInput: (text) => {
      if (!path.isAbsolute(text.trim())) return localize`Enter an absolute path.`;
      return path.resolve(text.trim()) === path.resolve(folder)
        ? localize`Enter a folder other than that of the images.`
        : undefined;
    },
  });
  return out?.trim();
}
