import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { cutAt, putPropagated } from '../../core/document/propagated';
import { findObject } from '../../core/document/state';
import { volumeOf } from '../../core/image/slicePlace';
import { replacedIn, type SliceSpan } from '../../core/propagation/propagated';
import type { SidecarObject } from '../../core/sidecar/sidecar';
import { t } from '../../core/text/message';
import type { ImagePage } from '../editor/imagePage';
import { propagate } from '../editor/propagating';
import { shownView } from '../editor/showImage';
import { counted } from '../../core/text/counted';
import { localize, localized } from '../l10n/localize';
import { activePage, type CommandContext } from './context';
import { requireObject } from './namedObjects';

interface Reach extends vscode.QuickPickItem {
  readonly span: SliceSpan;
  /** Whether the last slice is still to be asked for. */
  readonly asks?: true;
}

/** Follows the named or selected object through the slices, and lets a person accept, cut or discard what comes of it. */
export async function propagateObject(context: CommandContext, ...named: readonly unknown[]): Promise<void> {
  const page = activePage(context);
  const { document } = page;
  const object = requireObject(document, named);
  const { slices } = (await document.open()).image.info;
  if (slices === 1) throw new UserError('bad-input', { problem: t`The image has one slice only.` });
  const span = await chooseReach(object, slices);
  if (span === undefined) return;
  const { window } = await shownView(page);
  const replaced = replacedIn(document.state.objects, object.label, span).filter(({ id }) => id !== object.id);
  try {
    const made = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: localize`SAM-UNet: Propagating “${object.label}”`,
        cancellable: true,
      },
      (progress, token) =>
        propagate({
          ...{ document, services: context, object, span, window },
          token,
          onMade: (all) => {
            document.shown.showPropagated(all, replaced);
            progress.report({ message: localized(counted(all.length, 'slice')) });
          },
        }),
    );
    if (made.length === 0) {
      throw new UserError('bad-input', {
        problem: t`The object does not continue on the next slice.`,
        advice: t`Draw it there, then propagate from that slice.`,
      });
    }
    const kept = await decide(page, object, made);
    if (kept.length > 0 && findObject(document.state, object.id) !== undefined) {
      document.editThrough(putPropagated(document.state, kept, replaced, object.label));
    }
  } finally {
    document.shown.showPropagated([], []);
  }
}

/** @returns what is kept */
async function decide(
  page: ImagePage,
  object: SidecarObject,
  made: readonly SidecarObject[],
): Promise<readonly SidecarObject[]> {
  const [accept, cut, discard] = [localize`Accept`, localize`Cut at Slice Shown`, localize`Discard`];
  const qualities = made.flatMap(({ quality }) => quality ?? []);
  const lowest = qualities.length === 0 ? '' : localize`, lowest quality ${Math.min(...qualities).toFixed(2)}`;
  const answer = await vscode.window.showInformationMessage(
    localize`SAM-UNet: “${object.label}” propagated through ${counted(made.length, 'slice')}${lowest}. Accept the masks, or cut them at the slice shown.`,
    accept,
    cut,
    discard,
  );
  if (answer === discard) return [];
  // Closing the message keeps the masks: one undo removes them.
  return answer === cut && page.view !== undefined ? cutAt(made, object.slice, page.view.slice) : made;
}

async function chooseReach(object: SidecarObject, slices: number): Promise<SliceSpan | undefined> {
  const { slice, label } = object;
  const volume = volumeOf(object);
  const items: readonly Reach[] = [
    { label: localize`In Both Directions`, span: { volume, from: 0, to: slices - 1 } },
    { label: localize`To the Last Slice`, span: { volume, from: slice, to: slices - 1 } },
    { label: localize`To the First Slice`, span: { volume, from: 0, to: slice } },
    { label: localize`To a Slice…`, span: { volume, from: slice, to: slice }, asks: true },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: localize`Propagate “${label}”`,
    prompt: localize`Propagation stops early where the object ends`,
  });
  if (chosen?.asks !== true) return chosen?.span;
  const isFitting = (text: string): boolean => {
    const number = Number(text);
    return Number.isInteger(number) && number >= 1 && number <= slices && number !== slice + 1;
  };
  const typed = await vscode.window.showInputBox({
    title: localize`Propagate “${label}”`,
    prompt: localize`Number of the last slice, from 1 to ${slices}`,
    validateInput: (text) =>
      isFitting(text.trim()) ? undefined : localize`Enter a number from 1 to ${slices}, other than ${slice + 1}.`,
  });
  if (typed === undefined) return undefined;
  const to = Number(typed.trim()) - 1;
  return { volume, from: Math.min(slice, to), to: Math.max(slice, to) };
}
