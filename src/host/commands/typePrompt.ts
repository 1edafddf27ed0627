import * as vscode from 'vscode';
import { findObject } from '../../core/document/state';
import { promptOf } from '../../core/document/newObject';
import { isSamePlace } from '../../core/image/slicePlace';
import { typedPrompt } from '../../core/prompt/typedPrompt';
import { shownView } from '../editor/showImage';
import { localize } from '../l10n/localize';
import { activePage, type CommandContext } from './context';

/** Asks for a box or a point in numbers: a box makes an object; a point corrects the selected one, or makes one. */
export async function typePrompt(context: CommandContext): Promise<void> {
  const page = activePage(context);
  const { document } = page;
  const { info } = (await document.open()).image;
  const typed = await vscode.window.showInputBox({
    title: localize`Type Box or Point`,
    prompt: localize`Two corners of a box as “x y x y”, or a point as “x y”; “-x y” is a negative point. The image has ${info.width} × ${info.height} pixels, from its top left corner.`,
    validateInput: (text) =>
      typedPrompt(text, info) === undefined
        ? localize`Enter two or four numbers within the image, for example “10 20 110 90”.`
        : undefined,
  });
  const prompt = typed === undefined ? undefined : typedPrompt(typed, info);
  if (prompt === undefined) return;
  const view = await shownView(page);
  const selected = document.selected === null ? undefined : findObject(document.state, document.selected);
  const corrects = prompt.box === undefined && selected !== undefined && isSamePlace(selected, view);
  const { box, points } = corrects ? promptOf(selected.prompt) : { box: undefined, points: [] };
  const whole = corrects ? { ...(box === undefined ? {} : { box }), points: [...points, ...prompt.points] } : prompt;
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: localize`SAM-UNet: Segmenting…` },
    async () => {
      await document.prompting.commit(view, whole, corrects ? selected.id : null);
    },
  );
}
