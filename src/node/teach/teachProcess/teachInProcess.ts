import { throwIfCancelled, type CancellationToken } from '../../../core/base/cancellation';
import { UserError } from '../../../core/base/error';
import type { TeachApi, TeachListener, TeachRequest } from '../../../core/protocol/teachApi';
import { serve } from '../../../core/protocol/rpc';
import type { Learnt } from '../../../core/teach/lab';
import { t } from '../../../core/text/message';
import { ForkedProcess } from '../../process/forkedProcess';
import { bundledFile } from '../../process/productPaths';
import { untilCancelled } from '../../process/untilCancelled';

export interface LearnHooks {
  /** As of `TeachListener`. */
  readonly onProgress?: ((done: number, dice?: number, curve?: readonly number[]) => void) | undefined;
  readonly token: CancellationToken;
}

/**
 * Learns a label in a process of its own, which is ended when nobody wants it any more: a step of training cannot be interrupted.
 *
 * @throws UserError as `TeachApi`, `cancelled`, `inference-crashed`
 */
export async function teachInProcess(request: TeachRequest, { onProgress, token }: LearnHooks): Promise<Learnt> {
  throwIfCancelled(token);
  const child = new ForkedProcess<TeachApi>(bundledFile('teach.js'), crashed);
  const listener: TeachListener = {
    onProgress: (done, dice, curve) => {
      onProgress?.(done, dice, curve);
      return Promise.resolve();
    },
  };
  serve<TeachListener>(child.port, listener);
  return untilCancelled(child, token, (api) => api.teach(request));
}

function crashed(reason: string): UserError {
  return new UserError('inference-crashed', {
    problem: t`The teaching process ended (${reason}).`,
    advice: t`There may not have been enough memory. Use fewer examples, or close other programs.`,
  });
}
