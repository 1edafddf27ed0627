import type { CancellationToken } from '../../core/base/cancellation';
import { Emitter } from '../../core/base/event';
import type { Problem } from '../../core/lint/problem';
import type { LintApi, LintListener } from '../../core/protocol/lintApi';
import { lintFolder } from './lintFolder';

/** What runs in the process that checks a data set. */
export class LintServer implements LintApi {
  readonly #listener: LintListener;
  readonly #cancelled = new Emitter<void>();
  #isCancelled = false;

  constructor(listener: LintListener) {
    this.#listener = listener;
  }

  lint(folder: string): Promise<Problem[]> {
    const isCancelled = (): boolean => this.#isCancelled;
    const token: CancellationToken = {
      get isCancellationRequested() {
        return isCancelled();
      },
      onCancellationRequested: this.#cancelled.event,
    };
    return lintFolder(folder, { token, onProgress: (done, total) => void this.#listener.onProgress(done, total) });
  }

  cancel(): Promise<void> {
    this.#isCancelled = true;
    this.#cancelled.fire();
    return Promise.resolve();
  }
}
