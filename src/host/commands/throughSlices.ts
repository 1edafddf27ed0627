import * as vscode from 'vscode';
import { lockedError } from '../../core/document/locks';
import { copyToSlice, deleteFrom, interpolateSlices } from '../../core/document/throughSlices';
import { signature } from '../editor/signature';
import { counted } from '../../core/text/counted';
import { localize, localized } from '../l10n/localize';
import { activePage, type CommandContext } from './context';
import { requireObject } from './namedObjects';
import { selectObject } from './objects';

/** Fills the slices between those that have the label of the named or selected object. */
export function interpolate(context: CommandContext, ...named: readonly unknown[]): void {
  const { document } = activePage(context);
  const edit = interpolateSlices(document.state, requireObject(document, named).id, signature());
  document.edit(edit);
  void vscode.window.setStatusBarMessage(
    localize`SAM-UNet: ${counted(edit.changes.length, 'slice')} interpolated`,
    5000,
  );
}

/** Copies the named or selected object to the next or the previous slice, and goes there. */
export async function copyToNext(context: CommandContext, step: 1 | -1, named: readonly unknown[]): Promise<void> {
  const { document } = activePage(context);
  const { id, slice } = requireObject(document, named);
  const { slices } = (await document.open()).image.info;
  document.edit(copyToSlice(document.state, id, { slice: slice + step, slices }, signature()));
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
  document.edit(edit);
  document.select(null);
}
