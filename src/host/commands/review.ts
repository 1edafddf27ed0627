import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { AuditSample } from '../../core/review/audit';
import { leastVerdicts } from '../../core/review/recalibrate';
import { worstObject, type ReviewItem } from '../../core/review/reviewItem';
import { orderItems, type ReviewOrder } from '../../core/review/reviewOrder';
import { counted } from '../../core/text/counted';
import { t } from '../../core/text/message';
import { findAgreement } from '../../node/review/findAgreement';
import { findReviewItems } from '../../node/review/findReviewItems';
import type { SelectedImages } from '../dataset/selectedImages';
import { localize } from '../l10n/localize';
import { activePage, chooseFolder, type CommandContext } from './context';
import { objectsNamed } from './namedObjects';

type OrderItem = vscode.QuickPickItem & { readonly order: ReviewOrder };

/** @param verdicts number of verdicts in the folder that the estimate has learned from */
function ordersFor(verdicts: number): readonly OrderItem[] {
  const byQuality =
    verdicts < leastVerdicts
      ? localize`By estimated quality. One in ten is drawn at random, to say how good the rest is.`
      : localize`By estimated quality, fitted to ${verdicts} verdicts in this folder. One in ten is drawn at random, to say how good the rest is.`;
  return [
    {
      label: `$(sort-precedence) ${localize`Worst First`}`,
      detail: byQuality,
      order: 'worst',
    },
    {
      label: `$(git-compare) ${localize`By Disagreement with Existing Masks`}`,
      detail: localize`Where the masks listed in an image2label or label2image file differ most from the model’s.`,
      order: 'disagreement',
    },
    {
      label: `$(refresh) ${localize`Random`}`,
      detail: localize`A representative sample, to estimate the quality of the masks as a whole.`,
      order: 'random',
    },
    { label: `$(list-ordered) ${localize`By Name`}`, detail: localize`In the order of the folder.`, order: 'name' },
  ];
}

/**
 * Goes through the images of a folder with unreviewed masks; asks what to do when a review is in progress.
 * @param target folder to review, or selected images; one of the workspace when left out
 */
export async function review(context: CommandContext, target?: unknown): Promise<void> {
  if (context.review.isActive && !(await wantsNewReview(context))) return;
  const selected = isSelection(target) ? target : undefined;
  const chosenFolder =
    target instanceof vscode.Uri || selected !== undefined
      ? target
      : (await chooseFolder(localize`Select the folder to review`))?.uri;
  const folder = selected?.folder ?? (chosenFolder instanceof vscode.Uri ? chosenFolder.fsPath : undefined);
  if (folder === undefined) return;
  const only = selected && new Set(selected.images);
  const {
    items: found,
    fits,
    verdicts,
    audited,
    failed,
  } = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: localize`SAM-UNet: Searching for masks`,
      cancellable: true,
    },
    (progress, token) =>
      findReviewItems(folder, {
        token,
        onProgress: (read) => {
          if (read % 100 === 0) progress.report({ message: localize`${counted(read, 'file')} read` });
        },
      }),
  );
  for (const { message } of failed) context.log.warn(message);
  const items = found.filter(({ image }) => only?.has(image) ?? true);
  if (items.length === 0) {
    throw new UserError('not-found', {
      file: folder,
      problem: t`There are no unreviewed masks.`,
      advice: t`Generate masks with “SAM-UNet: Generate Masks for Workspace…” first.`,
    });
  }
  const masks = items.reduce((sum, item) => sum + item.masks, 0);
  const chosen = await vscode.window.showQuickPick(ordersFor(verdicts), {
    title: localize`Review ${counted(masks, 'mask')} in ${counted(items.length, 'image')}`,
    placeHolder: localize`Select the order`,
  });
  if (chosen === undefined) return;
  const wanted = chosen.order === 'disagreement' ? await compared(folder, items, context) : items;
  const audit = new AuditSample(audited);
  await context.review.start(folder, orderItems(wanted, chosen.order, audit.order), { fits, audit });
}

function isSelection(target: unknown): target is SelectedImages {
  return typeof target === 'object' && target !== null && 'images' in target && 'folder' in target;
}

/** The items whose images have masks from before, with how far they agree. @throws UserError when there are none */
async function compared(
  folder: string,
  items: readonly ReviewItem[],
  { log }: CommandContext,
): Promise<readonly ReviewItem[]> {
  const found = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: localize`SAM-UNet: Comparing masks`, cancellable: true },
    (progress, token) =>
      findAgreement(folder, items, {
        token,
        onProgress: (done) => {
          progress.report({ message: localize`${done} of ${items.length}` });
        },
      }),
  );
  for (const { message } of found.failed) log.warn(message);
  if (found.items.length > 0) return found.items;
  throw new UserError('not-found', {
    file: folder,
    problem: t`None of the images has a mask in an image2label or label2image file.`,
    advice: t`Choose another order.`,
  });
}

async function wantsNewReview({ review }: CommandContext): Promise<boolean> {
  const answers = {
    resume: localize`Continue Review`,
    stop: localize`Stop Review`,
    renew: localize`Start New Review`,
  } as const;
  const answer = await vscode.window.showQuickPick(Object.values(answers), {
    title: localize`A review is in progress`,
  });
  if (answer === answers.resume) await review.resume();
  if (answer === answers.stop) await review.stop();
  return answer === answers.renew;
}

/** Accepts the unreviewed masks of the active image, or those that a view names, and saves them. */
export async function acceptMasks(context: CommandContext, ...named: readonly unknown[]): Promise<void> {
  const page = activePage(context);
  const objects = objectsNamed(page.document, named);
  if (objects === undefined) await context.review.accept(page);
  else await context.review.judge(page.document, objects, 'accepted');
}

/** Rejects the selected masks of the image in front, the worst, or those that a view names. */
export async function rejectMask(context: CommandContext, ...named: readonly unknown[]): Promise<void> {
  const page = activePage(context);
  const objects = objectsNamed(page.document, named);
  if (objects === undefined) await context.review.reject(page);
  else await context.review.judge(page.document, objects, 'rejected');
}

/**
 * Selects the worst mask and goes straight into its correction: with the tool of the last one in a review, else with clicks, or
 * with the brush where the model knows nothing of clicks.
 */
export async function editMask(context: CommandContext): Promise<void> {
  const page = activePage(context);
  const { document } = page;
  const id = document.selected ?? worstObject(document.state.objects)?.id;
  if (id !== undefined) document.select(id);
  const tool = context.review.editingTool ?? (document.shown.view().boxesOnly === true ? 'brush' : 'point');
  await page.perform({ kind: 'tool', tool });
}

export async function skipImage({ review }: CommandContext): Promise<void> {
  await review.skip();
}

export async function previousImage({ review }: CommandContext): Promise<void> {
  await review.back();
}
