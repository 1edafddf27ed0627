import path from 'node:path';
import * as vscode from 'vscode';
import { addToLabelFile } from '../../core/labels/labelSet';
import { ignoreLine } from '../../core/lint/ignore';
import type { Problem } from '../../core/lint/problem';
import type { RuleName } from '../../core/lint/ruleNames';
import { imageOfOwnFile, maskNames, sidecarName } from '../../core/sidecar/names';
import { t, type Message } from '../../core/text/message';
import { exists } from '../../node/files/exists';
import { openImage } from '../../node/image/openImage';
import { labelFile } from '../../node/labels/labelFile';
import { ignoreName } from '../../node/lint/ignoreFile';
import { redrawMaskFiles } from '../editor/restoreOffer';
import { viewTypeFor } from '../editor/viewTypes';
import type { Services } from '../services';
import { undoably, type DoneFix } from '../../node/lint/undoably';

/** A problem that is fixed. */
export interface Fixed {
  /** Absolute path of the folder that was checked, and of the file. */
  readonly folder: string;
  readonly file: string;
  readonly problem: Problem;
}

/** A way to deal with a problem. VS Code undoes edits of texts; what else is changed comes with a way to undo it. */
export interface Fix {
  readonly name: string;
  readonly title: Message;
  readonly run: (fixed: Fixed, services: Pick<Services, 'maskStore'>) => Promise<DoneFix | undefined>;
}

const open: Fix = {
  name: 'open',
  title: t`Open`,
  run: async ({ file }) => {
    const target = vscode.Uri.file(imageOf(file));
    if (await exists(target.fsPath)) {
      await vscode.commands.executeCommand('vscode.openWith', target, viewTypeFor(target.path));
    } else await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(file));
    return undefined;
  },
};

const restore: Fix = {
  name: 'restore',
  title: t`Redraw the Mask File from the Sidecar`,
  run: async ({ file }, { maskStore }) => {
    const image = await openImage(imageOf(file));
    try {
      const files = [...new Set([...maskNames(image.path), file])];
      return await undoably(files, t`${path.basename(file)} was redrawn.`, () =>
        redrawMaskFiles(image, maskStore, true),
      );
    } finally {
      image.dispose();
    }
  },
};

const removeMasks: Fix = {
  name: 'remove',
  title: t`Delete the Masks without an Image`,
  run: async ({ file }) => {
    const image = imageOf(file);
    const names = [...new Set([sidecarName(image), ...maskNames(image), file])];
    const edit = new vscode.WorkspaceEdit();
    for (const name of names) edit.deleteFile(vscode.Uri.file(name), { ignoreIfNotExists: true });
    return undoably(names, t`The masks of ${path.basename(image)} were deleted.`, async () => {
      await vscode.workspace.applyEdit(edit);
    });
  },
};

const addLabel: Fix = {
  name: 'label',
  title: t`Add the Label to the Label File`,
  run: async ({ folder, problem: { label } }) => {
    const uri = vscode.Uri.file(labelFile(folder));
    if (label === undefined) return undefined;
    const document = await vscode.workspace.openTextDocument(uri);
    const text = document.getText();
    const all = new vscode.Range(document.positionAt(0), document.positionAt(text.length));
    await edited(uri, (edit) => {
      edit.replace(uri, all, addToLabelFile(text, uri.fsPath, label));
    });
    return undefined;
  },
};

const ignoreFile: Fix = {
  name: 'ignoreFile',
  title: t`Ignore This Rule for This File`,
  run: ({ folder, problem: { rule, file } }) => addLine(folder, ignoreLine(rule, file)),
};

const ignoreRule: Fix = {
  name: 'ignoreRule',
  title: t`Ignore This Rule Everywhere`,
  run: ({ folder, problem: { rule } }) => addLine(folder, ignoreLine(rule)),
};

const special: Partial<Readonly<Record<RuleName, Fix>>> = {
  'missing-mask': restore,
  'changed-mask': restore,
  'orphan-mask': removeMasks,
  'unknown-label': addLabel,
};

/** The fixes of a rule, the likeliest first. */
export function fixesOf(rule: RuleName): readonly Fix[] {
  const own = special[rule];
  return [...(own === undefined ? [] : [own]), open, ignoreFile, ignoreRule];
}

/** The image that a file belongs to; the file itself where it is none of ours. */
function imageOf(file: string): string {
  return imageOfOwnFile(file) ?? file;
}

async function addLine(folder: string, line: string): Promise<DoneFix | undefined> {
  const uri = vscode.Uri.file(path.join(folder, ignoreName));
  if (!(await exists(uri.fsPath))) {
    return undoably([uri.fsPath], t`${ignoreName} was created.`, () =>
      edited(uri, (edit) => {
        edit.createFile(uri, { contents: Buffer.from(`${line}\n`) });
      }),
    );
  }
  const document = await vscode.workspace.openTextDocument(uri);
  const end = document.positionAt(document.getText().length);
  await edited(uri, (edit) => {
    edit.insert(uri, end, `${end.character > 0 ? '\n' : ''}${line}\n`);
  });
  return undefined;
}

/** Changes a text file, shows it so that the change can be undone there, and saves it. */
async function edited(uri: vscode.Uri, change: (edit: vscode.WorkspaceEdit) => void): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  change(edit);
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(uri, { preview: true });
  await vscode.workspace.save(uri);
}
