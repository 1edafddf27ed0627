import { UserError } from '../../core/base/error';
import type { InferenceApi } from '../../core/protocol/inferenceApi';
import { t } from '../../core/text/message';
import { ForkedProcess } from '../process/forkedProcess';
import { bundledFile } from '../process/productPaths';

/** One forked inference process. When it ends, every request that waits for it fails with `inference-crashed`. */
export class InferenceProcess extends ForkedProcess<InferenceApi> {
  /**
   * @param childPath bundle to run; the product's own when left out
   * @param environment variables on top of this process's own
   * @throws UserError `broken-install` when the bundle is missing
   */
  constructor(childPath?: string, environment: Readonly<Record<string, string>> = {}) {
    super(childPath ?? bundledFile('inference.js'), crashed, environment);
  }
}

function crashed(reason: string): UserError {
  return new UserError('inference-crashed', {
    problem: t`The inference process ended (${reason}).`,
    advice: t`It restarts with the next request.`,
  });
}
