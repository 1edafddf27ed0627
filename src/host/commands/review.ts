import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { orderItems, worstObject, type ReviewOrder } from '../../core/review/reviewItem';
import { findReviewItems } from '../../node/review/findReviewItems';
import { activePage, chooseFolder, type CommandContext } from './context';

const orders: readonly (vscode.QuickPickItem & { readonly order: ReviewOrder })[] = [
  { label: '$(sort-precedence) Worst first', detail: 'By the model’s own estimate of its masks.', order: 'worst' },
  { label: '$(refresh) Random', detail: 'A fair sample, to see how good the masks are as a whole.', order: 'random' },
  { label: '$(list-ordered) By name', detail: 'Image after image, as the folder lists them.', order: 'name' },
];

/** Walks through the images of a folder with masks that nobody has looked at; asks what to do when that is under way. */
export async function review(context: CommandContext): Promise<void> {
  if (context.review.isActive && !(await wantsNewReview(context))) return;
  const folder = (await chooseFolder('Folder to review'))?.uri.fsPath;
  if (folder === undefined) return;
  const { items, failed } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'SAM-UNet: looking for masks', cancellable: true },
    (progress, token) =>
      findReviewItems(folder, {
        token,
        onProgress: (read) => {
          if (read % 100 === 0) progress.report({ message: `${read} read` });
        },
      }),
  );
  for (const { message } of failed) context.services.log.warn(message);
  if (items.length === 0) {
    throw new UserError('not-found', {
      file: folder,
      problem: 'There are no machine-made masks that wait for a review.',
      advice: 'Make some with “SAM-UNet: Generate Masks for Workspace”.',
    });
  }
  const masks = items.reduce((sum, item) => sum + item.masks, 0);
  const chosen = await vscode.window.showQuickPick(orders, {
    title: `Review ${masks} ${masks === 1 ? 'mask' : 'masks'} in ${items.length} ${items.length === 1 ? 'image' : 'images'}`,
    placeHolder: 'In which order?',
  });
  if (chosen !== undefined) await context.review.start(folder, orderItems(items, chosen.order, Date.now()));
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
