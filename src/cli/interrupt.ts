import type { CancellationToken } from '../core/base/cancellation';
import { Emitter } from '../core/base/event';

/**
 * Cancelled by the first Ctrl+C, or the SIGTERM of a scheduler, so that the work at hand can end well; the second one ends
 * the program.
 */
export function interruptToken(): CancellationToken {
  const requested = new Emitter<void>();
  let isCancellationRequested = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      isCancellationRequested = true;
      requested.fire();
    });
  }
  return {
    get isCancellationRequested() {
      return isCancellationRequested;
    },
    onCancellationRequested: requested.event,
  };
}
