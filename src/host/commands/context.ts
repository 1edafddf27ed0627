import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import type { CommandId } from '../../core/commands';
import { t } from '../../core/text/message';
import type { Catalogue } from '../catalogue';
import type { ImagePage } from '../editor/imagePage';
import { report } from '../services';
import { returnFocus } from './returnFocus';

/** What a command works with: every service of the extension. */
export type CommandContext = Catalogue;

/** A command of the palette by its id. */
export type Command = (context: CommandContext, ...args: readonly unknown[]) => unknown;

/** Commands that take the focus from the image: to the explorer, to the list of keys. */
const movesFocus: ReadonlySet<string> = new Set<CommandId>(['samUnet.revealImage', 'samUnet.showKeys']);

/** Registers commands; what they throw is shown. */
export function registerCommands(
  commands: Readonly<Record<string, Command>>,
  context: CommandContext,
): vscode.Disposable {
  const registrations = Object.entries(commands).map(([id, command]) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      const ended = movesFocus.has(id) ? undefined : returnFocus(context.editors.active?.focus);
      try {
        return await command(context, ...args);
      } catch (error) {
        await report(error, context);
        return undefined;
      } finally {
        ended?.();
      }
    }),
  );
  return vscode.Disposable.from(...registrations);
}

/** @throws UserError when no image is in front */
export function activePage({ editors }: CommandContext): ImagePage {
  if (editors.active !== undefined) return editors.active;
  throw new UserError('bad-input', {
    problem: t`No image is open in the SAM-UNet editor.`,
    advice: t`Open a DICOM or NIfTI file, or choose “Open with SAM-UNet” in the context menu of a PNG or JPEG file.`,
  });
}

/** The folder of the workspace; asks when there are several. @throws UserError when there is none */
export async function chooseFolder(placeHolder: string): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    throw new UserError('bad-input', {
      problem: t`No folder is open.`,
      advice: t`Open the folder with the images first.`,
    });
  }
  return folders.length === 1 ? folders[0] : vscode.window.showWorkspaceFolderPick({ placeHolder });
}
