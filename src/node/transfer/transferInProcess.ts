import { neverCancelled } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import type { TransferSummary } from '../../core/layouts/summary';
import { serve } from '../../core/protocol/rpc';
import type { TransferApi, TransferListener } from '../../core/protocol/transferApi';
import { t } from '../../core/text/message';
import { ForkedProcess } from '../process/forkedProcess';
import { bundledFile } from '../process/productPaths';
import type { TransferHooks } from './transferHooks';

/**
 * Exports or imports masks in a process of its own: volumes are compressed and compared there, not in the caller's.
 * @throws UserError as `exportMasks` and `importMasks`
 */
export async function transferInProcess(
  work: (api: TransferApi) => Promise<TransferSummary>,
  { token = neverCancelled, onProgress, onLarge, onForecast }: TransferHooks,
): Promise<TransferSummary> {
  const child = new ForkedProcess<TransferApi>(bundledFile('transfer.js'), crashed);
  serve<TransferListener>(child.port, {
    onProgress: (progress) => {
      onProgress?.(progress);
      return Promise.resolve();
    },
    onLarge: (images) => onLarge?.(images) ?? Promise.resolve('whole'),
    onForecast: (forecast) => onForecast?.(forecast) ?? Promise.resolve(true),
  });
  const cancellation = token.onCancellationRequested(() => void child.api.cancel());
  try {
    if (token.isCancellationRequested) await child.api.cancel();
    return await work(child.api);
  } finally {
    cancellation.dispose();
    child.dispose();
  }
}

function crashed(reason: string): UserError {
  return new UserError('inference-crashed', {
    problem: t`The transfer ended unexpectedly (${reason}).`,
    advice: t`There may not have been enough memory; try again with fewer images.`,
  });
}
