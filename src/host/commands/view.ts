import * as vscode from 'vscode';
import { defaultWindow, windowPresets, type Window } from '../../core/image/window';
import type { ViewCommand } from '../../core/protocol/viewApi';
import { activePage, type Command, type CommandContext } from './context';

/** A command that the page carries out. */
export function viewCommand(command: ViewCommand): Command {
  return (context) => activePage(context).perform(command);
}

/** Offers the windows of the header and, for CT, the customary ones. */
export async function chooseWindow(context: CommandContext): Promise<void> {
  const page = activePage(context);
  const { image } = await page.document.open();
  const slice = await image.readSlice(page.view?.slice ?? 0);
  const own = slice.windows.length > 0 ? slice.windows : [defaultWindow(slice)].filter((window) => window !== null);
  const offered = [...own, ...(image.info.modality === 'CT' ? windowPresets : [])];
  const items = offered.map((window) => ({ label: window.name ?? 'Default', description: windowText(window), window }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Window',
    placeHolder: offered.length === 0 ? 'This image is shown as it is' : 'Window to show the image in',
  });
  if (chosen !== undefined) await page.perform({ kind: 'window', window: chosen.window });
}

function windowText({ center, width }: Window): string {
  return `W ${Math.round(width)}  L ${Math.round(center)}`;
}
