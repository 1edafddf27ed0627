import { neverCancelled, throwIfCancelled, type CancellationToken } from '../../../core/base/cancellation';
import { UserError } from '../../../core/base/error';
import type { ModelCard } from '../../../core/model/card';
import type { ConvertApi, ConvertListener, ConvertRequest } from '../../../core/protocol/convertApi';
import { serve } from '../../../core/protocol/rpc';
import { t } from '../../../core/text/message';
import { ForkedProcess } from '../../process/forkedProcess';
import { bundledFile } from '../../process/productPaths';
import { untilCancelled } from '../../process/untilCancelled';

export interface ImportHooks {
  /** Called with the fraction that is done, 0..1. */
  readonly onProgress?: (fraction: number) => void;
  readonly token?: CancellationToken;
}

/**
 * Makes a model folder of a PyTorch checkpoint in a process of its own: converting takes seconds.
 *
 * @returns the card of the new model
 * @throws UserError as `convertCheckpoint`
 */
export async function convertInProcess(
  request: ConvertRequest,
  { onProgress, token = neverCancelled }: ImportHooks = {},
): Promise<ModelCard> {
  const child = forked();
  serve<ConvertListener>(child.port, {
    onProgress: (fraction) => {
      onProgress?.(fraction);
      return Promise.resolve();
    },
  });
  const cancellation = token.onCancellationRequested(() => void child.api.cancel());
  if (token.isCancellationRequested) void child.api.cancel();
  try {
    return await child.api.convertCheckpoint(request);
  } finally {
    cancellation.dispose();
    child.dispose();
  }
}

/**
 * Makes the self-test of a model folder in a process of its own, which is ended when it is no longer needed: the process that
 * imports stays as small as it is.
 */
export async function writeSelfTestInProcess(folder: string, token: CancellationToken): Promise<void> {
  throwIfCancelled(token);
  return untilCancelled(forked(), token, (api) => api.writeSelfTest(folder));
}

const forked = (): ForkedProcess<ConvertApi> => new ForkedProcess(bundledFile('convert.js'), crashed);

function crashed(reason: string): UserError {
  return new UserError('inference-crashed', {
    problem: t`The conversion ended unexpectedly (${reason}).`,
    advice: t`The weights may be damaged, or there was not enough memory.`,
  });
}
