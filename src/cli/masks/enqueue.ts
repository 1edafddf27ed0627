import { Option } from 'commander';
import { UserError } from '../../core/base/error';
import type { BulkProgress, BulkSummary } from '../../core/bulk/bulkSummary';
import type { SavedLayout } from '../../core/layouts/savedLayout';
import type { CancellationToken } from '../../core/base/cancellation';
import { verbatim } from '../../core/text/message';
import type { RunPlan } from '../../node/bulk/planRun';
import { readModelCard } from '../../node/model/modelFolder';
import { enqueueRun } from '../../node/queue/enqueueRun';
import { loadQueue } from '../../node/queue/loadQueue';
import { systemUser } from '../../node/systemUser';
import { whole } from '../options';
import { addressOf, queueOptions, serverEvents, type QueueOptions } from '../queueOptions';

/** Options of `masks` for a run whose images workers segment. */
export interface EnqueueOptions extends QueueOptions {
  readonly batch: number;
}

export function enqueueOptions(): Option[] {
  return [
    ...queueOptions(),
    new Option('--batch <n>', 'images of a batch in the queue').default(50).argParser((text) => whole(text, 1, 1000)),
  ];
}

/** @throws UserError `bad-input` for options that do not go together */
export function checkEnqueueOptions({ queue, audit }: { readonly queue?: string; readonly audit?: true }): void {
  if (queue === undefined || audit !== true) return;
  throw new UserError('bad-input', {
    problem: verbatim('The workers of a queue make masks and cannot audit them.'),
    advice: verbatim('Use --audit without --queue.'),
  });
}

/** Has the workers of the queue make the masks of a plan. @throws UserError as {@link enqueueRun} */
export async function enqueue(
  plan: RunPlan,
  options: EnqueueOptions & {
    readonly queue: string;
    readonly model: string;
    readonly layout: SavedLayout | undefined;
  },
  context: { readonly token: CancellationToken; readonly onProgress: (progress: BulkProgress) => void },
): Promise<BulkSummary> {
  const { name, sha256 } = await readModelCard(options.model);
  const queue = loadQueue().openQueue(await addressOf(options), serverEvents());
  try {
    return await enqueueRun(plan, {
      ...{ queue, by: systemUser(), batch: options.batch, ...context },
      model: { name, sha256: sha256.weights, device: 'queue' },
      ...(options.layout === undefined ? {} : { layout: options.layout }),
    });
  } finally {
    await queue.close();
  }
}
