import path from 'node:path';
import * as vscode from 'vscode';
import type { CancellationToken } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import { t } from '../../core/text/message';
import type { AssistantContext } from '../../node/assistants/context';
import type { Catalogue } from '../catalogue';

/** A call of a tool in VS Code. */
export interface ToolCall {
  /** Name of the workspace folder; where there is one, it need not be named. */
  readonly folder: string | undefined;
  readonly assistant: string;
  readonly token: CancellationToken;
}

/** What the tools of an assistant use in VS Code. @throws UserError `bad-input` without a folder that is trusted */
export function workspaceContext(
  { folder: named, assistant, token }: ToolCall,
  { dataset, bulk, review, maskStore }: Catalogue,
): AssistantContext {
  const folder = folderNamed(named).uri.fsPath;
  return {
    ...{ folder, assistant, token, store: maskStore, isEdited: bulk.isEdited },
    find: (query) => dataset.find({ ...query, root: folder }),
    makeMasks: (plan) => {
      const cancelled = token.onCancellationRequested(() => {
        bulk.cancel();
      });
      return bulk.run(plan).finally(() => {
        cancelled.dispose();
      });
    },
    startReview: async ({ items, fits }) => {
      if (review.isActive) {
        throw new UserError('conflict', {
          problem: t`A review is already in progress.`,
          advice: t`Finish or stop it first.`,
        });
      }
      await review.start(folder, items, { fits });
      return { started: true, tellTheUser: 'The review is open in VS Code; a person accepts or rejects each mask.' };
    },
  };
}

/** @throws UserError `bad-input` where there is no such folder, none is named of several, or the workspace is not trusted */
function folderNamed(named: string | undefined): vscode.WorkspaceFolder {
  if (!vscode.workspace.isTrusted) {
    throw new UserError('bad-input', { problem: t`Assistants can do nothing in a workspace that is not trusted.` });
  }
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const chosen = named === undefined && folders.length === 1 ? folders[0] : folders.find(({ name }) => name === named);
  if (chosen !== undefined) return chosen;
  throw new UserError('bad-input', {
    problem: folders.length === 0 ? t`No folder is open.` : t`It is not clear which workspace folder is meant.`,
    advice:
      folders.length === 0
        ? t`Open the folder with the images first.`
        : t`Name one of ${folders.map(({ name, uri }) => name || path.basename(uri.fsPath)).join(', ')}.`,
  });
}
