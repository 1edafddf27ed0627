import * as vscode from 'vscode';
import type { ReaderPlace } from '../../core/agreement/readerPlace';
import { UserError } from '../../core/base/error';
import { t } from '../../core/text/message';
import { suffixesIn } from '../../node/agreement/readers';
import { branchesOf } from '../../node/compare/readCommitted';
import { localize } from '../l10n/localize';
import { pickSome } from '../pickSome';
import { chooseFolder } from './context';

/** Asks whose masks are compared. @returns at least two readers; undefined when the user cancels */
export async function askReaders(): Promise<readonly ReaderPlace[] | undefined> {
  const kinds = [
    {
      label: `$(folder) ${localize`Two Folders…`}`,
      detail: localize`Each reader has a folder with the same images.`,
      ask: askFolders,
    },
    {
      label: `$(files) ${localize`Sidecars with a Suffix…`}`,
      detail: localize`Sidecars of other readers lie beside the usual ones, such as ct.dcm.masks.anna.json.`,
      ask: askSuffixes,
    },
    // Nothing is run in a folder that the person does not trust, git included.
    ...(vscode.workspace.isTrusted
      ? [
          {
            label: `$(git-branch) ${localize`Two Branches…`}`,
            detail: localize`Each reader has a branch of the Git repository. Nothing is checked out.`,
            ask: askBranches,
          },
        ]
      : []),
  ];
  const title = localize`Compare Two Readers`;
  const chosen = await vscode.window.showQuickPick(kinds, { title, placeHolder: localize`Select where the masks are` });
  return chosen?.ask();
}

/** The readers of folders that are selected in the Explorer view; undefined for fewer than two. */
export function selectedFolders(selection: unknown): readonly ReaderPlace[] | undefined {
  const folders = Array.isArray(selection) ? selection.filter((each) => each instanceof vscode.Uri) : [];
  return folders.length < 2 ? undefined : folders.map(({ fsPath }) => ({ kind: 'folder', folder: fsPath }));
}

async function askFolders(): Promise<readonly ReaderPlace[] | undefined> {
  const first = await askFolder(localize`Select the Folder of the First Reader`);
  const second = first && (await askFolder(localize`Select the Folder of the Second Reader`));
  return first && second && [first, second].map(({ fsPath }) => ({ kind: 'folder', folder: fsPath }));
}

async function askFolder(title: string): Promise<vscode.Uri | undefined> {
  const options = { title, canSelectFiles: false, canSelectFolders: true, openLabel: localize`Select` };
  const [folder] = (await vscode.window.showOpenDialog(options)) ?? [];
  return folder;
}

async function askSuffixes(): Promise<readonly ReaderPlace[] | undefined> {
  const folder = (await chooseFolder(localize`Select the folder of the readers`))?.uri.fsPath;
  if (folder === undefined) return undefined;
  const suffixes = await suffixesIn(folder);
  if (suffixes.length === 0) {
    throw new UserError('not-found', {
      file: folder,
      problem: t`No image has a sidecar of another reader.`,
      advice: t`Name the sidecars of another reader as in ct.dcm.masks.anna.json.`,
    });
  }
  const items = [
    { label: localize`Sidecars without a suffix`, picked: true, suffix: undefined },
    ...suffixes.map((suffix, i) => ({ label: suffix, picked: i === 0, suffix })),
  ];
  const chosen = await pickTwo(items);
  return chosen?.map(({ suffix }) => ({ kind: 'suffix', folder, ...(suffix === undefined ? {} : { suffix }) }));
}

async function askBranches(): Promise<readonly ReaderPlace[] | undefined> {
  const folder = (await chooseFolder(localize`Select the folder of the readers`))?.uri.fsPath;
  if (folder === undefined) return undefined;
  const branches = await branchesOf(folder).catch(() => []);
  if (branches.length < 2) {
    throw new UserError('not-found', {
      file: folder,
      problem: t`Git has fewer than two branches here.`,
      advice: t`Fetch the branches of the readers first.`,
    });
  }
  const chosen = await pickTwo(branches.map((label) => ({ label })));
  return chosen?.map(({ label }) => ({ kind: 'branch', folder, branch: label }));
}

/** Asks for two items or more. */
async function pickTwo<T extends vscode.QuickPickItem>(items: readonly T[]): Promise<readonly T[] | undefined> {
  const chosen = await pickSome(items, { title: localize`Select the readers to compare` });
  if (chosen === undefined || chosen.length > 1) return chosen;
  throw new UserError('bad-input', {
    problem: t`It takes two readers.`,
    advice: t`Tick at least two with Space.`,
  });
}
