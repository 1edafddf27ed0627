import { neverCancelled, throwIfCancelled, type CancellationToken } from '../../../core/base/cancellation';
import { UserError } from '../../../core/base/error';
import type { ModelCard } from '../../../core/model/card';
import type { ConvertApi, ConvertListener, ConvertRequest } from '../../../core/protocol/convertApi';
import { serve } from '../../../core/protocol/rpc';
import { t } from '../../../core/text/message';
import { ForkedProcess } from '../../process/forkedProcess';
import { bundledFile } from '../../process/productPaths';

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
export function convertInProcess(request: ConvertRequest, { onProgress, token }: ImportHooks = {}): Promise<ModelCard> {
  return withProcess(async (child) => {
    const listener: ConvertListener = {
      onProgress: (fraction) => {
        onProgress?.(fraction);
        return Promise.resolve();
      },
    };
    serve<ConvertListener>(child.port, listener);
    const cancellation = (token ?? neverCancelled).onCancellationRequested(() => void child.api.cancel());
    if (token?.isCancellationRequested === true) void child.api.cancel();
    try {
      return await child.api.convertCheckpoint(request);
    } finally {
      cancellation.dispose();
    }
  });
}

/**
 * Makes the self-test of a model folder in a process of its own, which is ended when it is no longer needed: the process that
 * imports stays as small as it is.
 */
export function writeSelfTestInProcess(folder: string, token: CancellationToken): Promise<void> {
  return withProcess(async (child) => {
    const cancellation = token.onCancellationRequested(() => {
      child.dispose();
    });
    try {
      throwIfCancelled(token);
      await child.api.writeSelfTest(folder);
    } catch (error) {
      throwIfCancelled(token);
      throw error;
    } finally {
      cancellation.dispose();
    }
  });
}

async function withProcess<T>(work: (child: ForkedProcess<ConvertApi>) => Promise<T>): Promise<T> {
  const child = new ForkedProcess<ConvertApi>(bundledFile('convert.js'), crashed);
  try {
    return await work(child);
  } finally {
    child.dispose();
  }
}

function crashed(reason: string): UserError {
  return new UserError('inference-crashed', {
    problem: t`The conversion ended unexpectedly (${reason}).`,
    advice: t`The weights may be damaged, or there was not enough memory.`,
  });
}
