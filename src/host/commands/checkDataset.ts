import * as vscode from 'vscode';
import { isRuleName } from '../../core/lint/ruleNames';
import { fixesOf, type Fix } from '../lint/fixes';
import { localize, localized } from '../l10n/localize';
import { chooseFolder, type CommandContext } from './context';

/**
 * Checks a folder of the workspace for faults, which VS Code's Problems then list.
 * @param target the folder; asked for where there are several
 */
export async function checkDataset({ problems }: CommandContext, target?: unknown): Promise<void> {
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
  const show = localize`Show Problems`;
  const text =
    found.length === 0
      ? localize`SAM-UNet: No problems found.`
      : localize`SAM-UNet: Errors: ${errors}. Warnings: ${found.length - errors}.`;
  void vscode.window.showInformationMessage(text, ...(found.length === 0 ? [] : [show])).then((answer) => {
    if (answer !== undefined) void vscode.commands.executeCommand('workbench.actions.view.problems');
  });
}

/**
 * Fixes a problem that the check has found.
 * @param name of the fix; asked for if left out
 */
export async function fixProblem(context: CommandContext, file: unknown, rule: unknown, name?: unknown): Promise<void> {
  if (typeof file !== 'string' || typeof rule !== 'string' || !isRuleName(rule)) return;
  const [found] = context.problems.of(vscode.Uri.file(file), rule);
  const fix = fixesOf(rule).find((each) => each.name === name) ?? (await askFix(fixesOf(rule), rule));
  if (found !== undefined && fix !== undefined) await fix.run({ ...found, file }, context);
}

async function askFix(fixes: readonly Fix[], rule: string): Promise<Fix | undefined> {
  const items = fixes.map((fix) => ({ label: localized(fix.title), fix }));
  const chosen = await vscode.window.showQuickPick(items, { title: rule, placeHolder: localize`Select what to do` });
  return chosen?.fix;
}
