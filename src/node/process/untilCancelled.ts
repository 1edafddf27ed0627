import { throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import type { RemoteApi } from '../../core/protocol/rpc';
import type { ForkedProcess } from './forkedProcess';

/**
 * Ends a process when its work is done, or when it is cancelled, for work that cannot be interrupted otherwise.
 * @throws UserError `cancelled`, and what the work throws
 */
export async function untilCancelled<Api extends RemoteApi<Api>, T>(
  child: ForkedProcess<Api>,
  token: CancellationToken,
  work: (api: Api) => Promise<T>,
): Promise<T> {
  const cancellation = token.onCancellationRequested(() => {
    child.dispose();
  });
  try {
    return await work(child.api);
  } catch (error) {
    throwIfCancelled(token);
    throw error;
  } finally {
    cancellation.dispose();
    child.dispose();
  }
}
