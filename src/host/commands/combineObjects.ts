import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { lockedError } from '../../core/document/locks';
import { combineObjects, splitObject } from '../../core/document/reshape';
import { findObject } from '../../core/document/state';
import { isSamePlace } from '../../core/image/slicePlace';
import type { Combination } from '../../core/mask/cleanUp/combine';
import type { SidecarObject } from '../../core/sidecar/sidecar';
import { counted } from '../../core/text/counted';
import { t } from '../../core/text/message';
import type { ImageDocument } from '../editor/imageDocument';
import { signature } from '../editor/signature';
import { swatch } from '../labels/swatch';
import { localize, localized } from '../l10n/localize';
import { activePage, type CommandContext } from './context';
import { requireObject, requireObjects } from './namedObjects';
import { describeChange } from './pixelChange';

interface Way extends vscode.QuickPickItem {
  readonly how: Combination;
  readonly keepsOthers: boolean;
}

interface Partner extends vscode.QuickPickItem {
  readonly id: string;
}

/**
 * Combines the named or selected object with others of its slice: the others that are named or selected, or one that is chosen.
 * What comes of it is shown before it is chosen.
 */
export async function combineWithObject(context: CommandContext, ...named: readonly unknown[]): Promise<void> {
  const { document } = activePage(context);
  const [object, ...chosen] = requireObjects(document, named);
  if (object.locked === true) throw lockedError(object);
  if (chosen.some((other) => !isSamePlace(other, object))) {
    throw new UserError('bad-input', {
      problem: t`The selected objects lie on different slices.`,
      advice: t`Select objects of one slice.`,
    });
  }
  const others = chosen.length > 0 ? chosen : await choosePartner(document, object);
  if (others.length === 0) return;
  const way = await chooseWay(document, object, others);
  if (way === undefined) return;
  document.edit(combineObjects(document.state, idsOf(object, others), way, signature()));
  document.select(object.id);
}

/** Makes each part of the named or selected object an object of its own. */
export function splitIntoParts(context: CommandContext, ...named: readonly unknown[]): void {
  const { document } = activePage(context);
  const object = requireObject(document, named);
  if (object.locked === true) throw lockedError(object);
  const edit = splitObject(document.state, object.id, signature());
  if (edit.changes.length === 0) {
    throw new UserError('bad-input', { problem: t`The mask of “${object.label}” has one part only.` });
  }
  document.edit(edit);
}

function idsOf(object: SidecarObject, others: readonly SidecarObject[]): [string, ...string[]] {
  return [object.id, ...others.map(({ id }) => id)];
}

/** @returns none when the person does not choose. @throws UserError `bad-input` when there is no other object on the slice */
async function choosePartner(document: ImageDocument, object: SidecarObject): Promise<readonly SidecarObject[]> {
  const others = document.state.objects.filter((other) => other !== object && isSamePlace(other, object));
  if (others.length === 0) {
    throw new UserError('bad-input', {
      problem: t`There is no other object on this slice.`,
      advice: t`First draw the object that you want to combine it with.`,
    });
  }
  document.select(object.id);
  if (others.length === 1) return others;
  const items = others.map((other): Partner => {
    const position = document.state.objects.indexOf(other) + 1;
    return {
      id: other.id,
      label: other.label,
      description: localize`object ${position}`,
      iconPath: swatch(document.shown.colorOf(other)),
    };
  });
  const chosen = await vscode.window.showQuickPick(items, {
    title: localize`Combine “${object.label}”`,
    placeHolder: localize`Choose the other object`,
    onDidSelectItem: (item) => {
      document.select((item as Partner).id);
    },
  });
  document.select(object.id);
  const other = chosen && findObject(document.state, chosen.id);
  return other === undefined ? [] : [other];
}

async function chooseWay(
  document: ImageDocument,
  object: SidecarObject,
  others: readonly SidecarObject[],
): Promise<Way | undefined> {
  const what = others.length === 1 ? `“${others[0]!.label}”` : localized(counted(others.length, 'object'));
  const stays = others.length === 1 ? localize`${what} stays` : localize`${what} stay`;
  const merges = others.length === 1 ? localize`${what} becomes a part of it` : localize`${what} become parts of it`;
  const ways: readonly Way[] = [
    { label: localize`Add`, description: stays, how: 'union', keepsOthers: true },
    { label: localize`Subtract`, description: stays, how: 'difference', keepsOthers: true },
    { label: localize`Intersect`, description: stays, how: 'intersection', keepsOthers: true },
    ...(others.some(({ locked }) => locked === true)
      ? []
      : [{ label: localize`Merge`, description: merges, how: 'union' as const, keepsOthers: false }]),
  ];
  const resultOf = ({ how }: Way): SidecarObject['mask'] => {
    const edit = combineObjects(document.state, idsOf(object, others), { how, keepsOthers: true }, signature());
    const [change] = edit.changes;
    return change?.kind === 'object' && change.after !== undefined ? change.after.mask : object.mask;
  };
  try {
    const chosen = await vscode.window.showQuickPick(
      ways
        .map((way) => ({ ...way, detail: describeChange(object.mask, resultOf(way)) }))
        // A mask with nothing in it is no object.
        .filter((way) => resultOf(way).counts.length > 1),
      {
        title: localize`Combine “${object.label}” with ${what}`,
        placeHolder: localize`Choose how to combine them`,
        onDidSelectItem: (item) => {
          document.shown.showPreview(new Map([[object.id, resultOf(item as Way)]]));
        },
      },
    );
    return chosen;
  } finally {
    document.shown.showPreview(new Map());
  }
}
