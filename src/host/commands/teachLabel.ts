import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import type { LabelVerdicts } from '../../core/review/labelVerdicts';
import { expectedText } from '../../core/teach/expectedText';
import { leastExamples } from '../../core/teach/settings';
import { counted } from '../../core/text/counted';
import { t, type Message } from '../../core/text/message';
import { localize, localized } from '../l10n/localize';
import { requireTrust } from '../teach/teacher';
import { chooseFolder, type CommandContext } from './context';

/**
 * Teaches a label of a workspace folder.
 * @param named an object of the Objects view, whose label is taught; asks for one when left out
 */
export async function teachLabel(context: CommandContext, named?: unknown): Promise<void> {
  requireTrust();
  context.teacher.checkIdle();
  const label = labelOf(named);
  if (label !== undefined) {
    const document = context.editors.active?.document;
    const folder = document && vscode.workspace.getWorkspaceFolder(document.uri);
    if (folder !== undefined) {
      await context.teacher.teach(folder.uri.fsPath, label);
      return;
    }
  }
  const folder = await chooseFolder(localize`Select the folder whose masks teach the label`);
  if (folder === undefined) return;
  const chosen = label ?? (await askLabel(folder.uri.fsPath, context));
  if (chosen !== undefined) await context.teacher.teach(folder.uri.fsPath, chosen);
}

interface LabelItem extends vscode.QuickPickItem {
  readonly verdicts: LabelVerdicts;
}

async function askLabel(folder: string, context: CommandContext): Promise<string | undefined> {
  const all = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: localize`SAM-UNet: Counting accepted masks` },
    async () => {
      context.dataset.open();
      await context.dataset.scanning;
      return context.dataset.verdicts(folder);
    },
  );
  if (all.length === 0) {
    throw new UserError('not-found', {
      file: folder,
      problem: t`There are no masks.`,
      advice: t`Segment the label in a few images and accept the masks first; ten are a good start.`,
    });
  }
  const items = all.map((verdicts): LabelItem => {
    const { label, images, slices } = verdicts;
    const lacks = lacking(verdicts);
    const card = context.taught.find(path.resolve(folder), label)?.card;
    const facts =
      slices > images
        ? `${localized(counted(images, 'image'))}, ${localized(counted(slices, 'slice'))}`
        : localized(counted(images, 'image'));
    return {
      label: lacks === undefined ? `$(mortar-board) ${label}` : `$(circle-slash) ${label}`,
      description: localize`accepted in ${facts}`,
      ...(lacks === undefined && card === undefined
        ? {}
        : { detail: localized(lacks ?? t`Taught: ${expectedText(card!.heldOut)}`) }),
      verdicts,
    };
  });
  const chosen = await vscode.window.showQuickPick(items, {
    title: localize`Teach Label`,
    placeHolder: localize`Select the label to teach from its accepted masks`,
    ignoreFocusOut: true,
  });
  if (chosen === undefined) return undefined;
  const problem = lacking(chosen.verdicts);
  if (problem !== undefined) throw new UserError('bad-input', { problem });
  return chosen.verdicts.label;
}

/** Why a label cannot be taught yet. */
function lacking({ label, images, slices }: LabelVerdicts): Message | undefined {
  if (slices < leastExamples) {
    return t`“${label}” cannot be taught yet: accept its masks in at least ${leastExamples} images.`;
  }
  if (images < 2)
    return t`“${label}” cannot be taught yet: accept its masks in a second image, which is needed to measure the result.`;
  return undefined;
}

function labelOf(named: unknown): string | undefined {
  const isObject = typeof named === 'object' && named !== null && 'label' in named;
  return isObject && typeof named.label === 'string' ? named.label : undefined;
}
