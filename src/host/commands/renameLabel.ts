import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { reasonText, type SkippedFile } from '../../core/base/skip';
import { offeredNames } from '../../core/labels/labelNamed';
import { renameOf, withLabelRenamed, withRenameUndone } from '../../core/labels/renameLabel';
import { counted } from '../../core/text/counted';
import { t } from '../../core/text/message';
import { isSamePath } from '../../node/files/fileKey';
import type { ChangeOptions, ChangeSummary } from '../../node/rename/changeLabels';
import { planRename, type RenamePlan } from '../../node/rename/planRename';
import { renameEverywhere, undoRename } from '../../node/rename/renameEverywhere';
import { findRenames, type FoundRename } from '../../node/rename/renameFolder';
import { readAnnotator } from '../config';
import { localize, localized } from '../l10n/localize';
import { localizedTime } from '../l10n/time';
import { swatch } from '../labels/swatch';
import type { CommandContext } from './context';
import { objectsNamed } from './namedObjects';
import { pickName } from './pickName';

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
      found.push(
        await planRename(
          folder,
          { from, to },
          {
            token,
            onProgress: (read) => {
              if (read % 100 === 0) report(counted(read, 'file'));
            },
          },
        ),
      );
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
    const done: ChangeSummary[] = [];
    for (const plan of wanted) {
      if (token.isCancellationRequested) break;
      done.push(await renameEverywhere(plan, readAnnotator(), optionsOf(context, token, report)));
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
  const dirty = context.editors.documents.filter(({ isDirty }) => isDirty);
  let open = 0;
  for (const document of dirty) {
    const item = record.images.find(({ image }) => isSamePath(path.join(chosen.folder, image), document.uri.fsPath));
    const change = item && withRenameUndone(document.state, record.to, item);
    if (change === undefined) continue;
    document.labelling.rename({ from: record.to, to: record.from }, change);
    open++;
  }
  await context.editors.reloadClean();
  tell(context, [summary], { open, undone: true });
}

/** Renames in images with unsaved edits, as one more of them. @returns their number */
function renameInEditors({ editors }: CommandContext, names: { readonly from: string; readonly to: string }): number {
  let open = 0;
  for (const document of editors.documents) {
    if (vscode.workspace.getWorkspaceFolder(document.uri) === undefined) continue;
    const isChanged = document.isDirty && renameOf(document.state, names) !== undefined;
    document.labelling.rename(names, isChanged ? withLabelRenamed(document.state, names) : undefined);
    if (isChanged) open++;
  }
  return open;
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

function tell(
  { log }: CommandContext,
  summaries: readonly ChangeSummary[],
  { open, undone }: { readonly open: number; readonly undone: boolean },
): void {
  // Those with unsaved edits were renamed in their editors.
  const left = summaries.flatMap((summary) => summary.left).filter(({ code }) => code !== 'unsaved-edits');
  const images = counted(summaries.flatMap(({ changed }) => changed).length, 'image');
  for (const file of left) log.info(`Left ${file.file}: ${file.reason}`);
  const parts = [
    summaries.some(({ cancelled }) => cancelled)
      ? localize`SAM-UNet: Cancelled. Label renamed in ${images}.`
      : localize`SAM-UNet: Label renamed in ${images}.`,
    ...(open === 0 ? [] : [localize`In ${counted(open, 'image')} with unsaved edits it is renamed when you save.`]),
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
