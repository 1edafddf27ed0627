import path from 'node:path';
import * as vscode from 'vscode';
import type { UserError } from '../core/base/error';
import { localized } from './l10n/localize';

/** Asks what an error leaves open. @returns the answer; undefined when the user cancels, or nothing is asked */
export async function askQuestion({ details }: UserError): Promise<string | undefined> {
  const { question, file, problem } = details;
  if (question === undefined) return undefined;
  const items = question.readings.map(({ answer, title }) => ({ label: localized(title), answer }));
  const chosen = await vscode.window.showQuickPick(items, {
    ...(file === undefined ? {} : { title: path.basename(file) }),
    placeHolder: localized(problem),
    ignoreFocusOut: true,
  });
  return chosen?.answer;
}
