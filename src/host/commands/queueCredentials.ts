import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { addressExample, serverOf } from '../../node/queue/address';
import { localize, localized } from '../l10n/localize';
import type { CommandContext } from './context';

/** Asks for the credentials of a queue, for tasks that use it. */
export async function setQueueCredentials({ queueCredentials }: CommandContext): Promise<void> {
  const title = localize`Set Queue Credentials`;
  const url = await vscode.window.showInputBox({
    ...{ title, prompt: localize`Address of the queue`, placeHolder: addressExample, ignoreFocusOut: true },
    validateInput: whatIsWrong,
  });
  if (url === undefined) return;
  const prompt = localize`User for ${serverOf(url)}; may be empty`;
  const user = await vscode.window.showInputBox({ title, prompt, ignoreFocusOut: true });
  if (user === undefined) return;
  const password = await vscode.window.showInputBox({
    ...{ title, prompt: localize`Password; leave user and password empty to forget them` },
    ...{ password: true, ignoreFocusOut: true },
  });
  if (password === undefined) return;
  await queueCredentials.keep(url, { user, password });
  void vscode.window.showInformationMessage(
    user === '' && password === ''
      ? localize`The credentials for ${serverOf(url)} were forgotten.`
      : localize`The credentials for ${serverOf(url)} are in VS Code’s secret storage. Tasks with this queue use them.`,
  );
}

function whatIsWrong(url: string): string | undefined {
  try {
    serverOf(url);
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return localized(error.details.problem);
    throw error;
  }
}
