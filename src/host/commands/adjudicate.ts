import * as vscode from 'vscode';
import type { ConsensusMethod } from '../../core/agreement/consensus';
import type { ReaderPlace } from '../../core/agreement/readerPlace';
import type { AgreementApi, ConsensusSummary } from '../../core/protocol/agreementApi';
import { orderItems } from '../../core/review/reviewOrder';
import { counted } from '../../core/text/counted';
import { agreementInProcess } from '../../node/agreement/agreementProcess/agreementInProcess';
import { findReviewItems } from '../../node/review/findReviewItems';
import { readAnnotator } from '../config';
import { localize } from '../l10n/localize';
import type { CommandContext } from './context';

/** Masks of readers that count: of unreviewed ones, two readers may have the same. */
export const selection = 'reviewed';

/** Runs work on readers, with progress that can be cancelled. */
export function inAgreementProcess<T>(title: string, work: (api: AgreementApi) => Promise<T>): Thenable<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) =>
      agreementInProcess(work, {
        token,
        onProgress: (done, total) => {
          progress.report({ message: localize`${done} of ${total}`, increment: 100 / total });
        },
      }),
  );
}

/**
 * Writes the consensus of readers as unreviewed masks into a folder, and starts their review, where the readers disagree most first.
 * Labels without a consensus are in it, too.
 */
export async function adjudicate(places: readonly ReaderPlace[], context: CommandContext): Promise<void> {
  const method = await askMethod();
  if (method === undefined) return;
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: localize`Select a Folder for the Consensus`,
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: localize`Write Consensus`,
    })) ?? [];
  if (folder === undefined) return;
  const out = folder.fsPath;
  const summary = await inAgreementProcess(localize`SAM-UNet: Writing the consensus`, (api) =>
    api.writeConsensus({ places, selection, method, disputed: true, out, by: readAnnotator() }),
  );
  tellWritten(summary, context);
  const { items, fits } = await findReviewItems(out);
  const written = new Set(summary.written);
  // The quality of a consensus is how far its readers agree.
  const disputed = items.filter(({ image, quality = 0 }) => written.has(image) && quality < 1);
  if (disputed.length > 0) await context.review.start(out, orderItems(disputed, 'worst'), { fits });
}

function tellWritten({ written, masks, failed }: ConsensusSummary, { log }: CommandContext): void {
  const text = localize`SAM-UNet: ${counted(masks, 'mask')} written in ${counted(written.length, 'image')}.`;
  for (const message of failed) log.warn(message);
  if (failed.length === 0) {
    void vscode.window.showInformationMessage(text);
    return;
  }
  const left = localize`${text} ${counted(failed.length, 'image')} left out.`;
  const showLog = localize`Show Log`;
  void vscode.window.showWarningMessage(left, showLog).then((answer) => {
    if (answer === showLog) log.show();
  });
}

async function askMethod(): Promise<ConsensusMethod | undefined> {
  const methods = [
    {
      label: localize`STAPLE`,
      detail: localize`Weighs the readers by how well each finds the object.`,
      method: 'staple',
    },
    {
      label: localize`Majority`,
      detail: localize`What more than half of the readers have drawn; of two readers, what both have.`,
      method: 'majority',
    },
  ] as const;
  const title = localize`Adjudicate Disagreements`;
  const chosen = await vscode.window.showQuickPick(methods, { title, placeHolder: localize`Select the consensus` });
  return chosen?.method;
}
