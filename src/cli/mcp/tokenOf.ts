import type { CancellationToken } from '../../core/base/cancellation';

/** A token that is cancelled when a signal is aborted. */
export function tokenOf(signal: AbortSignal): CancellationToken {
  return {
    get isCancellationRequested() {
      return signal.aborted;
    },
    onCancellationRequested: (listener) => {
      const abort = (): void => {
        listener(undefined);
      };
      signal.addEventListener('abort', abort);
      return {
        dispose: () => {
          signal.removeEventListener('abort', abort);
        },
      };
    },
  };
}
