import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { leastVerdicts } from '../../core/review/recalibrate';
import { worstObject, type ReviewItem } from '../../core/review/reviewItem';
import { orderItems, type ReviewOrder } from '../../core/review/reviewOrder';
import { findAgreement } from '../../node/review/findAgreement';
import { findReviewItems } from '../../node/review/findReviewItems';
import { activePage, chooseFolder, type CommandContext } from './context';

type OrderItem = vscode.QuickPickItem & { readonly order: ReviewOrder };

/** @param verdicts number of verdicts in the folder that the estimate has learned from */
function ordersFor(verdicts: number): readonly OrderItem[] {
  const taught = verdicts < leastVerdicts ? '' : `, taught by ${verdicts} verdicts in this folder`;
  return [
    {
      label: '$(sort-precedence) Worst first',
      detail: `By the estimated quality${taught}. One in twenty is one of the best, to check the estimate.`,
      order: 'worst',
    },
    {
      label: '$(git-compare) By disagreement with existing masks',
      detail: 'Where masks that an image2label or label2image file lists differ most from the machine’s.',
      order: 'disagreement',
    },
    {
      label: '$(refresh) Random',
      detail: 'A fair sample, to see how good the masks are as a whole.',
      order: 'random',
    },
    { label: '$(list-ordered) By name', detail: 'Image after image, as the folder lists them.', order: 'name' },
  ];
}

/**
 * Walks through the images of a folder with masks that nobody has looked at; asks what to do when that is under way.
 * @param target folder to review; one of the workspace when left out
 */
export async function review(context: CommandContext, target?: unknown): Promise<void> {
  if (context.review.isActive && !(await wantsNewReview(context))) return;
  const chosenFolder = target instanceof vscode.Uri ? target : (await chooseFolder('Folder to review'))?.uri;
  const folder = chosenFolder?.fsPath;
  if (folder === undefined) return;
  const { items, fits, verdicts, failed } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'SAM-UNet: looking for masks', cancellable: true },
    (progress, token) =>
      findReviewItems(folder, {
        token,
        onProgress: (read) => {
          if (read % 100 === 0) progress.report({ message: `${read} read` });
        },
      }),
  );
  for (const { message } of failed) context.log.warn(message);
  if (items.length === 0) {
    throw new UserError('not-found', {
      file: folder,
      problem: 'There are no machine-made masks that wait for a review.',
      advice: 'Make some with “SAM-UNet: Generate Masks for Workspace”.',
    });
  }
  const masks = items.reduce((sum, item) => sum + item.masks, 0);
  const chosen = await vscode.window.showQuickPick(ordersFor(verdicts), {
    title: `Review ${masks} ${masks === 1 ? 'mask' : 'masks'} in ${items.length} ${items.length === 1 ? 'image' : 'images'}`,
    placeHolder: 'In which order?',
  });
  if (chosen === undefined) return;
  const wanted = chosen.order === 'disagreement' ? await compared(folder, items, context) : items;
  await context.review.start(folder, orderItems(wanted, chosen.order, Date.now()), fits);
}

/** The items whose images have masks from before, with how far they agree. @throws UserError when there are none */
async function compared(
  folder: string,
  items: readonly ReviewItem[],
  { log }: CommandContext,
): Promise<readonly ReviewItem[]> {
  const found = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'SAM-UNet: comparing masks', cancellable: true },
    (progress, token) =>
      findAgreement(folder, items, {
        token,
        onProgress: (done) => {
          progress.report({ message: `${done} of ${items.length}` });
        },
      }),
  );
  for (const { message } of found.failed) log.warn(message);
  if (found.items.length > 0) return found.items;
  throw new UserError('not-found', {
    file: folder,
    problem: 'None of the images under review has a mask in an image2label or label2image file.',
    advice: 'Review in another order.',
  });
}

async function wantsNewReview({ review }: CommandContext): Promise<boolean> {
  const answers = { resume: 'Go On', stop: 'Stop the Review', renew: 'Begin Another' } as const;
  const answer = await vscode.window.showQuickPick(Object.values(answers), { title: 'A review is under way' });
  if (answer === answers.resume) await review.resume();
  if (answer === answers.stop) await review.stop();
  return answer === answers.renew;
}

/** Accepts the masks of the image in front that nobody has judged, and saves them. */
export async function acceptMasks(context: CommandContext): Promise<void> {
  await context.review.accept(activePage(context));
}

/** Rejects the selected mask of the image in front, or the worst. */
export async function rejectMask(context: CommandContext): Promise<void> {
  await context.review.reject(activePage(context));
}

/** Selects the worst mask and lets clicks correct it. */
export async function editMask(context: CommandContext): Promise<void> {
  const page = activePage(context);
  const { document } = page;
  const id = document.selected ?? worstObject(document.state.objects)?.id;
  if (id !== undefined) document.select(id);
  await page.perform({ kind: 'tool', tool: 'point' });
}

export async function skipImage({ review }: CommandContext): Promise<void> {
  await review.skip();
}

export async function previousImage({ review }: CommandContext): Promise<void> {
  await review.back();
}
