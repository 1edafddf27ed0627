import type { CancellationToken } from '../../core/base/cancellation';
import type { Forecast } from '../../core/layouts/forecast';
import type { TransferProgress } from '../../core/layouts/summary';

export interface TransferHooks {
  readonly token?: CancellationToken;
  readonly onProgress?: (progress: TransferProgress) => void;
  /** Asked before an export that has so many large pictures: pixels along a side of their parts, or whole, or not at all. */
  readonly onLarge?: (images: number) => Promise<number | 'whole' | 'cancel'>;
  /** Asked before an export writes anything: whether to go on, by what the layout holds of the masks. */
  readonly onForecast?: (forecast: Forecast) => Promise<boolean>;
}
