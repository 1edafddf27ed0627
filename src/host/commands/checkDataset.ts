import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { lintBody, reported, titleOf } from '../../core/lint/document';
import type { Problem } from '../../core/lint/problem';
import { isRuleName } from '../../core/lint/ruleNames';
import { imageOfOwnFile } from '../../core/sidecar/names';
import { ignoreName } from '../../node/lint/ignoreFile';
import { fixesOf, type Fix } from '../lint/fixes';
import { localize, localized } from '../l10n/localize';
import type { DoneFix } from '../../node/lint/undoably';
import { report } from '../services';
import { showReport, type ReportPlace } from '../panels/reportPanel';
import { chooseFolder, type CommandContext } from './context';

/**
 * Checks a folder of the workspace for faults, which VS Code's Problems then list.
 * @param target the folder; asked for where there are several
 */
export async function checkDataset(context: CommandContext, target?: unknown): Promise<void> {
  const { problems } = context;
  const folder =
    target instanceof vscode.Uri ? target : (await chooseFolder(localize`Select the folder to check`))?.uri;
  if (folder === undefined) return;
  const title = localize`SAM-UNet: Checking the dataset`;
  const found = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) =>
      problems.check(folder.fsPath, token, (done, total) => {
        progress.report({ message: localize`${done} of ${total}`, increment: 100 / total });
      }),
  );
  const errors = found.filter(({ severity }) => severity === 'error').length;
  const [show, page, write] = [localize`Show Problems`, localize`Show Report`, localize`Export Masks…`];
  const text =
    found.length === 0
      ? localize`SAM-UNet: No problems found.`
      : localize`SAM-UNet: Errors: ${errors}. Warnings: ${found.length - errors}.`;
  const buttons = [...(found.length === 0 ? [] : [show, page]), ...(errors === 0 ? [write] : [])];
  void vscode.window.showInformationMessage(text, ...buttons).then(async (answer) => {
    if (answer === write) void vscode.commands.executeCommand('samUnet.exportMasks');
    if (answer === show) void vscode.commands.executeCommand('workbench.actions.view.problems');
    if (answer === page) await showLint(found, folder.fsPath, context);
  });
}

/** Shows the problems as a report whose rows open their images. */
async function showLint(problems: readonly Problem[], folder: string, context: CommandContext): Promise<void> {
  const name = path.basename(folder);
  const listed = {
    title: localized(titleOf(name)),
    body: lintBody(problems, name, { say: localized, opens: true }),
    places: await Promise.all(reported(problems).map(({ file }) => placeOf(path.join(folder, file)))),
  };
  showReport('samUnet.lint', listed, { ...context, extensionUri: context.extension.extensionUri });
}

/** The image that a file belongs to, where it is there; else the file itself. */
async function placeOf(file: string): Promise<ReportPlace> {
  const image = imageOfOwnFile(file) ?? file;
  const found = await stat(image).catch(() => undefined);
  if (found?.isDirectory() === true) return { file, as: 'folder' };
  const isImage = found !== undefined && path.extname(image) !== '.json' && path.basename(image) !== ignoreFileName;
  return isImage ? { file: image } : { file, as: 'file' };
}

/** The file of a folder that switches rules off. */
const ignoreFileName = path.basename(ignoreName);

/**
 * Fixes a problem that the check has found.
 * @param name of the fix; asked for if left out
 */
export async function fixProblem(context: CommandContext, file: unknown, rule: unknown, name?: unknown): Promise<void> {
  if (typeof file !== 'string' || typeof rule !== 'string' || !isRuleName(rule)) return;
  const [found] = context.problems.of(vscode.Uri.file(file), rule);
  const fix = fixesOf(rule).find((each) => each.name === name) ?? (await askFix(fixesOf(rule), rule));
  if (found === undefined || fix === undefined) return;
  const done = await fix.run({ ...found, file }, context);
  if (done !== undefined) offerUndo(done, context);
}

/** Not awaited: the command is done. */
function offerUndo({ text, undo }: DoneFix, context: CommandContext): void {
  const answer = localize`Undo`;
  void vscode.window.showInformationMessage(localize`SAM-UNet: ${text}`, answer).then(async (chosen) => {
    if (chosen !== answer) return;
    try {
      await undo();
    } catch (error) {
      await report(error, context);
    }
  });
}

async function askFix(fixes: readonly Fix[], rule: string): Promise<Fix | undefined> {
  const items = fixes.map((fix) => ({ label: localized(fix.title), fix }));
  const chosen = await vscode.window.showQuickPick(items, { title: rule, placeHolder: localize`Select what to do` });
  return chosen?.fix;
}
