import { throwIfCancelled, type CancellationToken } from '../../../core/base/cancellation';
import { UserError } from '../../../core/base/error';
import type { AgreementApi, AgreementListener } from '../../../core/protocol/agreementApi';
import { serve } from '../../../core/protocol/rpc';
import { t } from '../../../core/text/message';
import { ForkedProcess } from '../../process/forkedProcess';
import { bundledFile } from '../../process/productPaths';
import { untilCancelled } from '../../process/untilCancelled';

export interface AgreementHooks {
  readonly onProgress: (done: number, total: number) => void;
  readonly token: CancellationToken;
}

/**
 * Compares readers in a process of its own, which is ended when it is cancelled: distances between the masks of large volumes take
 * long.
 * @throws UserError as `AgreementApi`, `cancelled`, `inference-crashed`
 */
export async function agreementInProcess<T>(
  work: (api: AgreementApi) => Promise<T>,
  { onProgress, token }: AgreementHooks,
): Promise<T> {
  throwIfCancelled(token);
  const child = new ForkedProcess<AgreementApi>(bundledFile('agreement.js'), crashed);
  serve<AgreementListener>(child.port, {
    onProgress: (done, total) => {
      onProgress(done, total);
      return Promise.resolve();
    },
  });
  return untilCancelled(child, token, work);
}

function crashed(reason: string): UserError {
  return new UserError('inference-crashed', {
    problem: t`The comparison of the readers ended unexpectedly (${reason}).`,
    advice: t`There may not have been enough memory; try again with fewer images.`,
  });
}
