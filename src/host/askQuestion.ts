import path from 'node:path';
import * as vscode from 'vscode';
import type { UserError } from '../core/base/error';
import { localize, localized } from './l10n/localize';

/** Asks what an error leaves open. @returns the answer; undefined when the user cancels, or nothing is asked */
export async function askQuestion({ details }: UserError): Promise<string | undefined> {
  const { question, file, problem } = details;
  if (question === undefined) return undefined;
  const readings = question.readings.map(({ answer, title }) => ({ label: localized(title), answer }));
  const files = question.file === undefined ? [] : [{ label: localized(question.file), answer: undefined }];
  const chosen = await vscode.window.showQuickPick([...files, ...readings], {
    ...(file === undefined ? {} : { title: path.basename(file) }),
    prompt: localized(problem),
    ignoreFocusOut: true,
  });
  if (chosen === undefined || chosen.answer !== undefined) return chosen?.answer;
  const [picked] =
    (await vscode.window.showOpenDialog({
      title: chosen.label,
      openLabel: localize`Use`,
      ...(file === undefined ? {} : { defaultUri: vscode.Uri.file(path.dirname(file)) }),
    })) ?? [];
  return picked?.fsPath;
}
