import type { CancellationToken } from '../../core/base/cancellation';
import type { TransferProgress } from '../../core/layouts/summary';

export interface TransferHooks {
  readonly token?: CancellationToken;
  readonly onProgress?: (progress: TransferProgress) => void;
}
