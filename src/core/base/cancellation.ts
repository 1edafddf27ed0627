import { cancelled } from './error';
import type { Event } from './event';

/** Has the shape of VS Code's own token, so that the editor's tokens can be handed in as they are. */
export interface CancellationToken {
  readonly isCancellationRequested: boolean;
  readonly onCancellationRequested: Event<unknown>;
}

export const neverCancelled: CancellationToken = {
  isCancellationRequested: false,
  onCancellationRequested: () => ({ dispose: () => undefined }),
};

/** @throws UserError `cancelled` once cancellation has been requested. */
export function throwIfCancelled(token: CancellationToken): void {
  if (token.isCancellationRequested) throw cancelled();
}
