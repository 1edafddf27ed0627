import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { reasonText, type SkippedFile } from '../../core/base/skip';
import { offeredNames } from '../../core/labels/labelNamed';
import { counted } from '../../core/text/counted';
import { t } from '../../core/text/message';
import { isSamePath } from '../../node/files/fileKey';
import type { ChangeOptions, ChangeSummary } from '../../node/rename/changeLabels';
import { planRename, withUnsaved, type RenamePlan } from '../../node/rename/planRename';
import { renameEverywhere, undoRename } from '../../node/rename/renameEverywhere';
import { findRenames, type FoundRename } from '../../node/rename/renameFolder';
import { readAnnotator } from '../config';
import { localize, localized } from '../l10n/localize';
import { localizedTime } from '../l10n/time';
import { swatch } from '../labels/swatch';
import type { CommandContext } from './context';
import { objectsNamed } from './namedObjects';
import { pickName } from './pickName';
import { renameInEditors, undoInEditors, unsavedIn } from './renameInEditors';

/** Names of images that are listed before a rename. */
const listedImages = 8;

/** Renames a label through all sidecars of the workspace and its label files, after a preview of what changes. */
export async function renameLabelEverywhere(context: CommandContext, ...named: readonly unknown[]): Promise<void> {
  const folders = foldersOf();
  const from = await chooseLabel(context, named);
  if (from === undefined) return;
  const typed = await vscode.window.showInputBox({
    title: localize`Rename Label Everywhere`,
    prompt: localize`New name of “${from}”`,
    value: from,
    validateInput: (text) => (text.trim() === '' ? localize`Enter a name.` : undefined),
  });
  const to = typed?.trim();
  if (to === undefined || to === '' || to === from) return;
  const plans = await withProgress(localize`SAM-UNet: Searching for “${from}”`, async (token, report) => {
    const found: RenamePlan[] = [];
    for (const folder of folders) {
      const onProgress = (read: number): void => {
        if (read % 100 === 0) report(counted(read, 'file'));
      };
      const plan = await planRename(folder, { from, to }, { token, onProgress });
      found.push(withUnsaved(plan, unsavedIn(folder, context)));
    }
    return found;
  });
  const wanted = plans.filter(({ images, labelFile }) => images.length > 0 || labelFile !== undefined);
  if (wanted.length === 0) {
    const unread = plans.flatMap(({ left }) => left).length;
    throw new UserError('not-found', {
      problem: t`No image of the workspace has the label “${from}”.`,
      ...(unread === 0 ? {} : { advice: t`${counted(unread, 'file')} could not be read.` }),
    });
  }
  if (!(await confirm(wanted))) return;
  const summaries = await withProgress(localize`SAM-UNet: Renaming “${from}” to “${to}”`, async (token, report) => {
    const done: FolderSummary[] = [];
    for (const plan of wanted) {
      if (token.isCancellationRequested) break;
      const summary = await renameEverywhere(plan, readAnnotator(), optionsOf(context, token, report));
      done.push({ ...summary, folder: plan.folder });
    }
    return done;
  });
  const open = renameInEditors(context, { from, to });
  await context.editors.reloadClean();
  tell(context, summaries, { open, undone: false });
}

/** Undoes a rename that is chosen. */
export async function undoLabelRename(context: CommandContext): Promise<void> {
  const found: (vscode.QuickPickItem & { readonly folder: string; readonly rename: FoundRename })[] = [];
  for (const folder of foldersOf()) {
    const renames = await findRenames(folder, ({ message }) => {
      context.log.warn(message);
    });
    for (const rename of renames) {
      const { from, to, at, by, images } = rename.record;
      const description = `${localizedTime(at)} · ${by} · ${localized(counted(images.length, 'image'))}`;
      found.push({ label: localize`“${from}” to “${to}”`, description, detail: folder, folder, rename });
    }
  }
  if (found.length === 0) throw new UserError('not-found', { problem: t`There is no rename to undo.` });
  const chosen = await vscode.window.showQuickPick(found, {
    title: localize`Undo Label Rename`,
    prompt: localize`Objects that got the label since keep it`,
  });
  if (chosen === undefined) return;
  const { record } = chosen.rename;
  const summary = await withProgress(localize`SAM-UNet: Renaming “${record.to}” to “${record.from}”`, (token, report) =>
    undoRename(chosen.folder, chosen.rename, optionsOf(context, token, report)),
  );
  const open = undoInEditors(context, chosen);
  await context.editors.reloadClean();
  tell(context, [{ ...summary, folder: chosen.folder }], { open, undone: true });
}

async function confirm(plans: readonly RenamePlan[]): Promise<boolean> {
  const [{ from, to }] = plans as [RenamePlan, ...RenamePlan[]];
  const images = plans.flatMap((plan) => plan.images);
  const objects = images.reduce((sum, { ids }) => sum + ids.length, 0);
  const merging = images.filter(({ merges }) => merges).length;
  const left = plans.flatMap((plan) => plan.left);
  const answer = await vscode.window.showInformationMessage(
    localize`Rename “${from}” to “${to}” in ${counted(images.length, 'image')}, ${counted(objects, 'object')}?`,
    {
      modal: true,
      detail: [
        ...(merging === 0
          ? []
          : [localize`In ${counted(merging, 'image')} there is a label “${to}” already; the objects join it.`]),
        ...(plans.some(({ labelFile }) => labelFile !== undefined) ? [localize`The label file changes too.`] : []),
        ...(left.length === 0 ? [] : [localize`Left alone, as it cannot be read: ${counted(left.length, 'file')}.`]),
        ...images.slice(0, listedImages).map(({ image }) => image),
        ...(images.length > listedImages ? [localize`${images.length - listedImages} more`] : []),
      ].join('\n'),
    },
    localize`Rename`,
  );
  return answer !== undefined;
}

/** What became of a rename in a folder of the workspace. */
interface FolderSummary extends ChangeSummary {
  readonly folder: string;
}

/** @param open files that were renamed in their editors */
function tell(
  { log }: CommandContext,
  summaries: readonly FolderSummary[],
  { open, undone }: { readonly open: readonly string[]; readonly undone: boolean },
): void {
  const isOpen = (folder: string, image: string): boolean =>
    open.some((file) => isSamePath(file, path.join(folder, image)));
  const left = summaries.flatMap((summary) => summary.left.filter(({ file }) => !isOpen(summary.folder, file)));
  const images = counted(summaries.flatMap(({ changed }) => changed).length + open.length, 'image');
  for (const file of left) log.info(`Left ${file.file}: ${file.reason}`);
  const parts = [
    summaries.some(({ cancelled }) => cancelled)
      ? localize`SAM-UNet: Cancelled. Label renamed in ${images}.`
      : localize`SAM-UNet: Label renamed in ${images}.`,
    ...(open.length === 0
      ? []
      : [localize`Save ${counted(open.length, 'image')} with unsaved edits to rename it there, too.`]),
    ...(left.length === 0 ? [] : [localize`${counted(left.length, 'file')} left alone: ${leftText(left[0]!)}`]),
  ];
  const [undo, details] = [localize`Undo`, localize`Show Details`];
  const actions = [...(undone ? [] : [undo]), ...(left.length > 0 ? [details] : [])];
  void vscode.window.showInformationMessage(parts.join(' '), ...actions).then((answer) => {
    if (answer === undo) return vscode.commands.executeCommand('samUnet.undoRenameLabel');
    if (answer === details) log.show();
    return undefined;
  });
}

function leftText({ file, ...why }: SkippedFile): string {
  return `${file}, ${localized(reasonText(why))}`;
}

async function chooseLabel(
  { editors, labels }: CommandContext,
  named: readonly unknown[],
): Promise<string | undefined> {
  const document = editors.active?.document;
  const [object] = (document && objectsNamed(document, named)) ?? [];
  if (object !== undefined) return object.label;
  const known = (vscode.workspace.workspaceFolders ?? []).flatMap(({ uri }) => labels.of(uri));
  const own = document?.state.labels ?? [];
  const names = own.length + known.length === 0 ? [] : offeredNames(own, known);
  const colorOf = (name: string): string | undefined => [...known, ...own].find((label) => label.name === name)?.color;
  const items = names.map((label) => {
    const color = colorOf(label);
    return { label, ...(color === undefined ? {} : { iconPath: swatch(color) }) };
  });
  return pickName(items, {
    title: localize`Rename Label Everywhere`,
    placeholder: localize`Select the label to rename, or type its name`,
    typed: localize`label of other images`,
  });
}

/** @throws UserError `bad-input` without a folder */
function foldersOf(): readonly string[] {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  if (folders.length > 0) return folders;
  throw new UserError('bad-input', {
    problem: t`No folder is open.`,
    advice: t`Open the folder with the images first.`,
  });
}

type Report = (message: Parameters<typeof localized>[0], increment?: number) => void;

function withProgress<T>(
  title: string,
  work: (token: vscode.CancellationToken, report: Report) => Promise<T>,
): Thenable<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) =>
      work(token, (message, increment) => {
        progress.report({ message: localized(message), ...(increment === undefined ? {} : { increment }) });
      }),
  );
}

function optionsOf(
  { bulk, maskStore }: CommandContext,
  token: vscode.CancellationToken,
  report: Report,
): ChangeOptions {
  return {
    store: maskStore,
    token,
    isEdited: bulk.isEdited,
    onProgress: (done, total) => {
      report(t`${done} of ${total}`, 100 / total);
    },
  };
}
