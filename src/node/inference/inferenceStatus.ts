import type { UserErrorCode } from '../../core/base/error';
import type { Device, EmbeddingSource, LoadedModel } from '../../core/protocol/inferenceApi';
import type { Text } from '../../core/text/message';

/** A device that was tried and is not used. */
export interface FailedAttempt {
  readonly device: Device;
  readonly reason: Text;
}

/** What the inference process really does, for the status bar and “Show Status”. */
export type InferenceStatus = (
  | { readonly state: 'stopped' }
  | { readonly state: 'starting' }
  /** Looking at an image for the first time. */
  | { readonly state: 'encoding'; readonly model: LoadedModel; readonly lastMs?: number }
  | {
      readonly state: 'ready';
      readonly model: LoadedModel;
      readonly lastMs?: number;
      /** Where the last answer to “encode” came from. */
      readonly lastSource?: EmbeddingSource;
    }
  | { readonly state: 'failed'; readonly code: UserErrorCode; readonly reason: Text }
) & { readonly attempts: readonly FailedAttempt[] };

/** Whether a model is loaded that was trained with boxes alone, so that it answers clicks with candidates. */
export function isTrainedWithBoxesOnly(status: InferenceStatus): boolean {
  return 'model' in status && !status.model.prompts.point;
}
