import { neverCancelled } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import type { Problem } from '../../core/lint/problem';
import type { LintApi, LintListener } from '../../core/protocol/lintApi';
import { serve } from '../../core/protocol/rpc';
import { t } from '../../core/text/message';
import { ForkedProcess } from '../process/forkedProcess';
import { bundledFile } from '../process/productPaths';
import type { LintOptions } from './lintFolder';

/**
 * Checks a data set in a process of its own, see `lintFolder`: the masks of a volume are measured there, not in the caller's.
 * @throws UserError as `lintFolder`
 */
export async function lintInProcess(
  folder: string,
  { token = neverCancelled, onProgress }: LintOptions,
): Promise<Problem[]> {
  const child = new ForkedProcess<LintApi>(bundledFile('lint.js'), crashed);
  serve<LintListener>(child.port, {
    onProgress: (done, total) => {
      onProgress?.(done, total);
      return Promise.resolve();
    },
  });
  const cancellation = token.onCancellationRequested(() => void child.api.cancel());
  try {
    if (token.isCancellationRequested) await child.api.cancel();
    return await child.api.lint(folder);
  } finally {
    cancellation.dispose();
    child.dispose();
  }
}

function crashed(reason: string): UserError {
  return new UserError('inference-crashed', {
    problem: t`The check of the dataset ended unexpectedly (${reason}).`,
    advice: t`There may not have been enough memory; try again with a smaller folder.`,
  });
}
