import * as vscode from 'vscode';
import { lockObjects, requireUnlocked } from '../../core/document/locks';
import { stepObjects } from '../../core/document/order';
import { findObject, neighbourObject } from '../../core/document/state';
import { isSamePlace, volumeOf } from '../../core/image/slicePlace';
import { labelKeys, offeredNames } from '../../core/labels/labelNamed';
import type { ImageDocument } from '../editor/imageDocument';
import { shownView } from '../editor/showImage';
import { localize } from '../l10n/localize';
import { swatch } from '../labels/swatch';
import { activePage, type CommandContext } from './context';
import { namedObjects, reportLocked, requireObjects } from './namedObjects';
import { pickName } from './pickName';

/** Selects the object with this id and goes to its slice, in its volume. */
export async function selectObject(context: CommandContext, id: unknown): Promise<void> {
  const page = activePage(context);
  const object = typeof id === 'string' ? findObject(page.document.state, id) : undefined;
  if (object === undefined) return;
  page.document.select(object.id);
  const isShown = page.view !== undefined && isSamePlace(page.view, object);
  if (!isShown) await page.perform({ kind: 'showSlice', slice: object.slice, volume: volumeOf(object) });
}

/** Selects the object `step` places on, going round at the ends. */
export async function stepObject(context: CommandContext, step: 1 | -1): Promise<void> {
  const { document } = activePage(context);
  await selectObject(context, neighbourObject(document.state, document.selected ?? undefined, step));
}

/** Shows the next or the previous of the masks that the model has for the clicks on the selected object, in the plane that is used. */
export async function stepCandidate(context: CommandContext, step: 1 | -1): Promise<void> {
  const page = activePage(context);
  const { window, plane, volume } = await shownView(page);
  const { prompting, planePrompting } = page.document;
  const view = plane && { ...plane, volume, window };
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: localize`SAM-UNet: Segmenting…` },
    () =>
      view !== undefined && planePrompting.hasCandidates(view)
        ? planePrompting.stepCandidate(step, view)
        : prompting.stepCandidate(step, window),
  );
}

/** Deletes the named or selected objects, except locked ones. */
export function deleteObjects(context: CommandContext, ...named: readonly unknown[]): void {
  const { document } = activePage(context);
  const objects = namedObjects(document, named);
  if (objects.length === 0) return;
  const open = requireUnlocked(objects);
  document.remove(open.map(({ id }) => id));
  reportLocked(objects.length - open.length);
}

/** Hides the named or selected objects, or shows them again. */
export function toggleObjects(context: CommandContext, ...named: readonly unknown[]): void {
  const { document } = activePage(context);
  document.shown.toggle(requireObjects(document, named).map(({ id }) => id));
}

/** Locks the named or selected objects; unlocks them if all are locked. */
export function toggleLock(context: CommandContext, ...named: readonly unknown[]): void {
  const { document } = activePage(context);
  const objects = requireObjects(document, named);
  const ids = objects.map(({ id }) => id);
  document.edit(
    lockObjects(
      document.state,
      ids,
      objects.some(({ locked }) => locked !== true),
    ),
  );
}

/** Moves the named or selected objects past the next ones of their slice. */
export function orderObjects(context: CommandContext, step: 'forward' | 'backward', named: readonly unknown[]): void {
  const { document } = activePage(context);
  const objects = requireObjects(document, named);
  const ids = objects.map(({ id }) => id);
  const edit = stepObjects(document.state, ids, step);
  if (edit.changes.length > 0) {
    document.edit(edit);
    return;
  }
  const text =
    step === 'forward'
      ? localize`SAM-UNet: Nothing on this slice lies in front of “${objects[0].label}”`
      : localize`SAM-UNet: Nothing on this slice lies behind “${objects[0].label}”`;
  void vscode.window.setStatusBarMessage(text, 5000);
}

/** Asks again how overlapping objects are saved, and saves the masks so. */
export async function chooseOverlaps(context: CommandContext): Promise<void> {
  const { document } = activePage(context);
  await document.open();
  if (!(await document.chooseOverlaps())) return;
  if (document.isDirty) await vscode.commands.executeCommand('workbench.action.files.save');
  else await context.editors.saveCustomDocument(document);
}

/** Asks for a label; it goes to the named or selected objects, except locked ones, and to those to come. */
export async function setLabel(context: CommandContext, ...named: readonly unknown[]): Promise<void> {
  const { document } = activePage(context);
  const objects = namedObjects(document, named);
  const open = requireUnlocked(objects);
  const label = await pickLabel(document);
  if (label === undefined) return;
  // Only those that are still there.
  const ids = open.map(({ id }) => id).filter((id) => findObject(document.state, id) !== undefined);
  document.labelling.use(label, ids);
  reportLocked(objects.length - open.length);
}

/** Uses the label of a number key, 1 to 9. */
export function useLabel(context: CommandContext, number: unknown): void {
  const { document } = activePage(context);
  const keys = labelKeys(document.state.labels, document.knownLabels, document.usedLabels);
  const label = typeof number === 'number' ? keys.get(number) : undefined;
  if (label === undefined) return;
  const objects = namedObjects(document, []);
  const open = requireUnlocked(objects);
  document.labelling.use(
    label,
    open.map(({ id }) => id),
  );
  reportLocked(objects.length - open.length);
}

/** Asks for a label of the image or a new one. */
function pickLabel(document: ImageDocument): Promise<string | undefined> {
  const { labels } = document.state;
  const { knownLabels, usedLabels } = document;
  const keys = new Map([...labelKeys(labels, knownLabels, usedLabels)].map(([key, name]) => [name, key]));
  const current = document.label.name;
  const items = offeredNames(labels, knownLabels, usedLabels).map((label) => ({
    label,
    description: [
      ...(keys.has(label) ? [localize`key ${keys.get(label)!}`] : []),
      ...(label === current ? [localize`current`] : []),
    ].join(' · '),
    iconPath: swatch(document.shown.labelColor(label)),
  }));
  return pickName(items, {
    title: localize`Set Label`,
    placeholder: localize`Select a label or type a new one`,
    typed: localize`new label`,
  });
}
