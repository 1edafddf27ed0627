import * as vscode from 'vscode';
import { plainWindow, type Window } from '../../core/image/window';
import { offeredWindows, parseWindow } from '../../core/image/windowPresets';
import type { ViewCommand } from '../../core/protocol/viewApi';
import { colorMaps } from '../../core/view/colorMap';
import { describeWindow } from '../../core/view/describe';
import type { ImagePage } from '../editor/imagePage';
import { activePage, type Command, type CommandContext } from './context';

/** A command that the page carries out. */
export function viewCommand(command: ViewCommand): Command {
  return (context) => activePage(context).perform(command);
}

/** Offers the header's windows, the customary ones of the modality, ranges of the values, and numbers to type. */
export async function chooseWindow(context: CommandContext): Promise<void> {
  const page = activePage(context);
  const { image } = await page.document.open();
  const slice = await image.readSlice(page.view?.slice ?? 0, page.view?.volume);
  const offered = offeredWindows(image.info, slice);
  const items: (vscode.QuickPickItem & { window?: Window })[] = offered.map((window) => ({
    label: window.name ?? 'Default',
    description: describeWindow(plainWindow(window)),
    window,
  }));
  if (slice.channels === 1) items.push({ label: '$(edit) Type Numbers…' });
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Window',
    placeHolder: items.length === 0 ? 'Colours are shown as they are' : 'Window to show the image in',
  });
  if (chosen?.window !== undefined) await page.perform({ kind: 'window', window: chosen.window });
  else if (chosen !== undefined) await typeWindow(page);
}

async function typeWindow(page: ImagePage): Promise<void> {
  const shown = page.view?.window ?? null;
  const typed = await vscode.window.showInputBox({
    title: 'Window',
    prompt: 'Width and centre, in the values of the image',
    value: shown === null ? '' : `${shown.width} ${shown.center}`,
    validateInput: (text) =>
      parseWindow(text) === undefined ? 'Type two numbers, such as “400 40”; the width is above 0.' : undefined,
  });
  const window = typed === undefined ? undefined : parseWindow(typed);
  if (window !== undefined) await page.perform({ kind: 'window', window });
}

/** Offers the colours that grey levels can be shown in. */
export async function chooseColorMap(context: CommandContext): Promise<void> {
  const page = activePage(context);
  const items = colorMaps.map((map) => ({ label: map.replace(/^./, (first) => first.toUpperCase()), map }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Colour Map',
    placeHolder: 'Only for the screen: the model sees grey',
  });
  if (chosen !== undefined) await page.perform({ kind: 'colorMap', map: chosen.map });
}

const rates = [2, 5, 10, 15, 24, 30];

export async function chooseCineRate(context: CommandContext): Promise<void> {
  const page = activePage(context);
  const items = rates.map((rate) => ({ label: `${rate} slices a second`, rate }));
  const chosen = await vscode.window.showQuickPick(items, { title: 'Speed of Playing' });
  if (chosen !== undefined) await page.perform({ kind: 'cineRate', rate: chosen.rate });
}
