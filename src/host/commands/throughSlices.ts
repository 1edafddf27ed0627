import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { lockedError } from '../../core/document/locks';
import { copyToSlice, deleteFrom, interpolateSlices, shapesBetween } from '../../core/document/throughSlices';
import { t } from '../../core/text/message';
import { refine } from '../editor/propagating';
import { shownView } from '../editor/showImage';
import { signature } from '../editor/signature';
import { counted } from '../../core/text/counted';
import { localize, localized } from '../l10n/localize';
import { activePage, type CommandContext } from './context';
import { requireObject } from './namedObjects';
import { selectObject } from './objects';

/** Fills the slices between those that have the label of the named or selected object, by the shapes on both sides. */
export function interpolate(context: CommandContext, ...named: readonly unknown[]): void {
  const { document } = activePage(context);
  const { id } = requireObject(document, named);
  const shapes = shapesBetween(document.state, id);
  document.editThrough(interpolateSlices(document.state, id, shapes, signature()));
  sayInterpolated(localize`SAM-UNet: ${counted(shapes.length, 'slice')} interpolated`);
}

/** The same, with the model to refine each shape; where it finds something else, the shape stays. */
export async function interpolateWithModel(context: CommandContext, ...named: readonly unknown[]): Promise<void> {
  const page = activePage(context);
  const { document } = page;
  const object = requireObject(document, named);
  const { state } = document;
  const shapes = shapesBetween(state, object.id);
  const { window } = await shownView(page);
  const refined = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: localize`SAM-UNet: Interpolating “${object.label}”`,
      cancellable: true,
    },
    (progress, token) =>
      refine({
        ...{ document, services: context, object, shapes, window, token },
        onDone: (done) => {
          progress.report({ message: localized(counted(done, 'slice')), increment: 100 / shapes.length });
        },
      }),
  );
  if (refined === undefined) return;
  if (document.state !== state) {
    throw new UserError('conflict', {
      problem: t`The masks were changed while they were interpolated.`,
      advice: t`Interpolate again.`,
    });
  }
  const bySlice = new Map(refined.map((each) => [each.slice, each]));
  document.editThrough(interpolateSlices(state, object.id, shapes, signature(), bySlice));
  sayInterpolated(
    localize`SAM-UNet: ${counted(shapes.length, 'slice')} interpolated, ${refined.length} of them refined by the model`,
  );
}

function sayInterpolated(text: string): void {
  void vscode.window.setStatusBarMessage(text, 5000);
}

/** Copies the named or selected object to the next or the previous slice, and goes there. */
export async function copyToNext(context: CommandContext, step: 1 | -1, named: readonly unknown[]): Promise<void> {
  const { document } = activePage(context);
  const { id, slice } = requireObject(document, named);
  const { slices } = (await document.open()).image.info;
  document.editThrough(copyToSlice(document.state, id, { slice: slice + step, slices }, signature()));
  await selectObject(context, document.state.objects.at(-1)?.id);
}

type Extent = vscode.QuickPickItem & { readonly step: 1 | 0 | -1 };

/** Deletes the label of the named or selected object from its slice on. */
export async function deleteFromHere(context: CommandContext, ...named: readonly unknown[]): Promise<void> {
  const { document } = activePage(context);
  const object = requireObject(document, named);
  const count = (step: Extent['step']): string =>
    localized(counted(deleteFrom(document.state, object.id, step).changes.length, 'object'));
  const items: readonly Extent[] = [
    { label: localize`From This Slice to the Last`, description: count(1), step: 1 },
    { label: localize`From This Slice to the First`, description: count(-1), step: -1 },
    { label: localize`On All Slices`, description: count(0), step: 0 },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: localize`Delete “${object.label}” on Slices`,
    placeHolder: localize`Choose the slices`,
  });
  if (chosen === undefined) return;
  const edit = deleteFrom(document.state, object.id, chosen.step);
  if (edit.changes.length === 0) throw lockedError(object);
  document.editThrough(edit);
  document.select(null);
}
