import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { combineObjects, splitObject } from '../../core/document/reshape';
import { findObject } from '../../core/document/state';
import { isSamePlace } from '../../core/image/slicePlace';
import type { Combination } from '../../core/mask/cleanUp/combine';
import type { SidecarObject } from '../../core/sidecar/sidecar';
import { t } from '../../core/text/message';
import type { ImageDocument } from '../editor/imageDocument';
import { signature } from '../editor/signature';
import { swatch } from '../labels/swatch';
import { localize } from '../l10n/localize';
import { activePage, type CommandContext } from './context';
import { requireObject } from './objects';
import { describeChange } from './pixelChange';

interface Way extends vscode.QuickPickItem {
  readonly how: Combination;
  readonly keepsOther: boolean;
}

interface Partner extends vscode.QuickPickItem {
  readonly id: string;
}

/** Combines the named or selected object with another one of its slice; what comes of it is shown before it is chosen. */
export async function combineWithObject(context: CommandContext, named?: unknown): Promise<void> {
  const { document } = activePage(context);
  const object = requireObject(document, named);
  const others = document.state.objects.filter((other) => other !== object && isSamePlace(other, object));
  if (others.length === 0) {
    throw new UserError('bad-input', {
      problem: t`There is no other object on this slice.`,
      advice: t`First draw the object that you want to combine it with.`,
    });
  }
  document.select(object.id);
  const other = await choosePartner(document, others, object);
  if (other === undefined) return;
  const way = await chooseWay(document, object, other);
  if (way === undefined) return;
  document.edit(combineObjects(document.state, [object.id, other.id], way, signature()));
}

/** Makes each part of the named or selected object an object of its own. */
export function splitIntoParts(context: CommandContext, named?: unknown): void {
  const { document } = activePage(context);
  const object = requireObject(document, named);
  const edit = splitObject(document.state, object.id, signature());
  if (edit.changes.length === 0) {
    throw new UserError('bad-input', { problem: t`The mask of “${object.label}” has one part only.` });
  }
  document.edit(edit);
}

async function choosePartner(
  document: ImageDocument,
  others: readonly SidecarObject[],
  object: SidecarObject,
): Promise<SidecarObject | undefined> {
  if (others.length === 1) return others[0];
  const items = others.map((other): Partner => {
    const position = document.state.objects.indexOf(other) + 1;
    return {
      id: other.id,
      label: other.label,
      description: localize`object ${position}`,
      iconPath: swatch(document.labelColor(other.label)),
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
  return chosen && findObject(document.state, chosen.id);
}

async function chooseWay(
  document: ImageDocument,
  object: SidecarObject,
  other: SidecarObject,
): Promise<Way | undefined> {
  const ways: readonly Way[] = [
    { label: localize`Add`, description: localize`“${other.label}” stays`, how: 'union', keepsOther: true },
    { label: localize`Subtract`, description: localize`“${other.label}” stays`, how: 'difference', keepsOther: true },
    {
      label: localize`Intersect`,
      description: localize`“${other.label}” stays`,
      how: 'intersection',
      keepsOther: true,
    },
    {
      label: localize`Merge`,
      description: localize`“${other.label}” becomes a part of it`,
      how: 'union',
      keepsOther: false,
    },
  ];
  const resultOf = ({ how }: Way): SidecarObject['mask'] => {
    const edit = combineObjects(document.state, [object.id, other.id], { how, keepsOther: true }, signature());
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
        title: localize`Combine “${object.label}” with “${other.label}”`,
        placeHolder: localize`Choose how to combine them`,
        onDidSelectItem: (item) => {
          document.showPreview(new Map([[object.id, resultOf(item as Way)]]));
        },
      },
    );
    return chosen;
  } finally {
    document.showPreview(new Map());
  }
}
