import * as vscode from 'vscode';
import { plainWindow, type Window } from '../../core/image/window';
import { offeredWindows, parseWindow } from '../../core/image/windowPresets';
import type { ViewCommand } from '../../core/protocol/viewApi';
import { colorMapNames, colorMaps } from '../../core/view/colorMap';
import { t } from '../../core/text/message';
import { describeWindow } from '../../core/view/describe';
import { maskColorings, type MaskColoring } from '../../core/view/maskDisplay';
import { readMaskColoring, readMaskDisplay, writeMasks } from '../config';
import type { ImagePage } from '../editor/imagePage';
import { localize, localized } from '../l10n/localize';
import { activePage, type Command, type CommandContext } from './context';

/** A command that the page carries out. */
export function viewCommand(command: ViewCommand): Command {
  return (context) => activePage(context).perform(command);
}

/** Offers the header's windows, the customary ones of the modality, ranges of the values, and numbers to type. */
export async function chooseWindow(context: CommandContext): Promise<void> {
  const page = activePage(context);
  const { image, windows } = await page.document.open();
  const { slice: index, volume } = page.view ?? { slice: 0, volume: 0 };
  const slice = await image.readSlice(index, volume);
  const offered = offeredWindows(image.info, slice, await windows.ofSlice(slice, volume));
  const items: (vscode.QuickPickItem & { window?: Window })[] = offered.map((window) => ({
    label: localized(window.name ?? t`Default`),
    description: localized(describeWindow(plainWindow(window))),
    window,
  }));
  if (slice.channels === 1) items.push({ label: `$(edit) ${localize`Enter Width and Centre…`}` });
  const chosen = await vscode.window.showQuickPick(items, {
    title: localize`Choose Window`,
    placeHolder: items.length === 0 ? localize`Colour images have no window` : localize`Select a window`,
  });
  if (chosen?.window !== undefined) await page.perform({ kind: 'window', window: chosen.window });
  else if (chosen !== undefined) await typeWindow(page);
}

async function typeWindow(page: ImagePage): Promise<void> {
  const shown = page.view?.window ?? null;
  const typed = await vscode.window.showInputBox({
    title: localize`Window`,
    prompt: localize`Width and centre, in values of the image`,
    value: shown === null ? '' : `${shown.width} ${shown.center}`,
    validateInput: (text) =>
      parseWindow(text) === undefined
        ? localize`Enter two numbers, for example “400 40”. The width must be above 0.`
        : undefined,
  });
  const window = typed === undefined ? undefined : parseWindow(typed);
  if (window !== undefined) await page.perform({ kind: 'window', window });
}

/** Offers the colours that grey levels can be shown in. */
export async function chooseColorMap(context: CommandContext): Promise<void> {
  const page = activePage(context);
  const items = colorMaps.map((map) => ({ label: localized(colorMapNames[map]), map }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: localize`Choose Colour Map`,
    placeHolder: localize`For display only: the model sees grey levels`,
  });
  if (chosen !== undefined) await page.perform({ kind: 'colorMap', map: chosen.map });
}

const opacities = [0.15, 0.25, 0.35, 0.5, 0.75, 1];

/** Asks how much of the image masks cover. Outlines become filled. */
export async function chooseOpacity(): Promise<void> {
  const current = readMaskDisplay();
  const items = opacities.map((opacity) => ({
    label: localize`${Math.round(100 * opacity)} %`,
    description: current.fill && current.opacity === opacity ? localize`current` : '',
    opacity,
  }));
  const chosen = await vscode.window.showQuickPick(items, { title: localize`Choose Mask Opacity` });
  if (chosen !== undefined) await writeMasks({ opacity: chosen.opacity, ...(current.fill ? {} : { fill: true }) });
}

/** Shows masks filled, or as outlines. */
export async function toggleFill(): Promise<void> {
  await writeMasks({ fill: !readMaskDisplay().fill });
}

/** Asks what the colours of masks stand for. */
export async function chooseColoring(): Promise<void> {
  const names: Readonly<Record<MaskColoring, readonly [label: string, detail: string]>> = {
    label: [localize`By Label`, localize`Masks of a label have its colour.`],
    object: [localize`By Object`, localize`Each object of an image has a colour of its own.`],
    status: [localize`By Status`, localize`Orange: unreviewed. Green: accepted. Blue: corrected.`],
  };
  const current = readMaskColoring();
  const items = maskColorings.map((coloring) => ({
    label: names[coloring][0],
    description: coloring === current ? localize`current` : '',
    detail: names[coloring][1],
    coloring,
  }));
  const chosen = await vscode.window.showQuickPick(items, { title: localize`Colour Masks` });
  if (chosen !== undefined) await writeMasks({ coloring: chosen.coloring });
}

const rates = [2, 5, 10, 15, 24, 30];

export async function chooseCineRate(context: CommandContext): Promise<void> {
  const page = activePage(context);
  const items = rates.map((rate) => ({ label: localize`${rate} slices per second`, rate }));
  const chosen = await vscode.window.showQuickPick(items, { title: localize`Choose Playback Speed` });
  if (chosen !== undefined) await page.perform({ kind: 'cineRate', rate: chosen.rate });
}
