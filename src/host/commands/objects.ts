import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { findObject, neighbourObject } from '../../core/document/state';
import { isSamePlace, volumeOf } from '../../core/image/slicePlace';
import { labelKeys, offeredNames } from '../../core/labels/labelNamed';
import type { SidecarObject } from '../../core/sidecar/sidecar';
import { t } from '../../core/text/message';
import type { ImageDocument } from '../editor/imageDocument';
import { shownView } from '../editor/showImage';
import { localize } from '../l10n/localize';
import { swatch } from '../labels/swatch';
import { activePage, type CommandContext } from './context';

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

/** Shows the next or the previous of the masks that the model has for the clicks on the selected object. */
export async function stepCandidate(context: CommandContext, step: 1 | -1): Promise<void> {
  const page = activePage(context);
  const { window } = await shownView(page);
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: localize`SAM-UNet: Segmenting…` },
    () => page.document.prompting.stepCandidate(step, window),
  );
}

/** Deletes the object that the tree names, or the selected one. */
export function deleteObject(context: CommandContext, named?: unknown): void {
  const { document } = activePage(context);
  const object = namedObject(document, named);
  if (object !== undefined) document.remove(object.id);
}

/** Hides the named or selected object, or shows it again. */
export function toggleObject(context: CommandContext, named?: unknown): void {
  const { document } = activePage(context);
  document.toggleObject(requireObject(document, named).id);
}

/** The object that the tree names, or the selected one. */
export function namedObject(document: ImageDocument, named: unknown): SidecarObject | undefined {
  const id = isObject(named) ? named.id : document.selected;
  return id === null ? undefined : findObject(document.state, id);
}

/** As {@link namedObject}. @throws UserError `bad-input` when no object is named or selected */
export function requireObject(document: ImageDocument, named: unknown): SidecarObject {
  const object = namedObject(document, named);
  if (object !== undefined) return object;
  throw new UserError('bad-input', {
    problem: t`No object is selected.`,
    advice: t`Click an object, or choose one in the Objects view.`,
  });
}

/** Asks for a label; it goes to the named or selected object and to those to come. */
export async function setLabel(context: CommandContext, object?: unknown): Promise<void> {
  const { document } = activePage(context);
  if (isObject(object)) document.select(object.id);
  const label = await pickLabel(document);
  if (label !== undefined) document.useLabel(label);
}

/** Uses the label of a number key, 1 to 9. */
export function useLabel(context: CommandContext, number: unknown): void {
  const { document } = activePage(context);
  const keys = labelKeys(document.state.labels, document.knownLabels);
  const label = typeof number === 'number' ? keys.get(number) : undefined;
  if (label !== undefined) document.useLabel(label);
}

/** A quick pick whose text can also be a new name. */
function pickLabel(document: ImageDocument): Promise<string | undefined> {
  const { labels } = document.state;
  const names = offeredNames(labels, document.knownLabels);
  const keys = new Map([...labelKeys(labels, document.knownLabels)].map(([key, name]) => [name, key]));
  const current = document.label.name;
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick();
    pick.title = localize`Set Label`;
    pick.placeholder = localize`Select a label or type a new one`;
    const offer = (): void => {
      const typed = pick.value.trim();
      const created = typed === '' || names.includes(typed) ? [] : [{ label: typed, description: localize`new label` }];
      const known = names.map((label) => ({
        label,
        description: [
          ...(keys.has(label) ? [localize`key ${keys.get(label)!}`] : []),
          ...(label === current ? [localize`current`] : []),
        ].join(' · '),
        iconPath: swatch(document.labelColor(label)),
      }));
      pick.items = [...created, ...known];
    };
    offer();
    pick.onDidChangeValue(offer);
    pick.onDidAccept(() => {
      const [chosen] = [...pick.selectedItems, ...pick.activeItems];
      resolve(chosen?.label ?? (pick.value.trim() || undefined));
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

function isObject(value: unknown): value is { readonly id: string } {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}
