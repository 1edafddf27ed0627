import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { findObject } from '../../core/document/state';
import type { SidecarObject } from '../../core/sidecar/sidecar';
import { counted } from '../../core/text/counted';
import { t } from '../../core/text/message';
import type { ImageDocument } from '../editor/imageDocument';
import { localize } from '../l10n/localize';

/**
 * The objects that a view names when it runs a command: the one that was pressed, or all that are selected there if it is one
 * of them.
 * @param named the command's arguments
 * @returns undefined when the command was not run by a view
 */
export function objectsNamed(
  document: ImageDocument,
  [pressed, selected]: readonly unknown[],
): readonly SidecarObject[] | undefined {
  if (!isObject(pressed)) return undefined;
  const all: readonly unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : [pressed];
  return all.filter(isObject).flatMap(({ id }) => findObject(document.state, id) ?? []);
}

/** The objects that a view names, or the selected ones; the one that tools change first. */
export function namedObjects(document: ImageDocument, named: readonly unknown[]): readonly SidecarObject[] {
  const selected = document.selection.flatMap((id) => findObject(document.state, id) ?? []);
  return objectsNamed(document, named) ?? selected;
}

/** As {@link namedObjects}. @throws UserError `bad-input` when no object is named or selected */
export function requireObjects(
  document: ImageDocument,
  named: readonly unknown[],
): readonly [SidecarObject, ...SidecarObject[]] {
  const [first, ...others] = namedObjects(document, named);
  if (first !== undefined) return [first, ...others];
  throw new UserError('bad-input', {
    problem: t`No object is selected.`,
    advice: t`Click an object, or choose one in the Objects view.`,
  });
}

/** The first of {@link requireObjects}: for commands about one object. */
export function requireObject(document: ImageDocument, named: readonly unknown[]): SidecarObject {
  return requireObjects(document, named)[0];
}

/** Says that locked objects were left alone, where there are some. */
export function reportLocked(count: number): void {
  if (count === 0) return;
  void vscode.window.setStatusBarMessage(localize`SAM-UNet: ${counted(count, 'object')} locked and unchanged`, 5000);
}

function isObject(value: unknown): value is { readonly id: string } {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}
