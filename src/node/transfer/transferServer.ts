import type { CancellationToken } from '../../core/base/cancellation';
import { Emitter } from '../../core/base/event';
import type { TransferSummary } from '../../core/layouts/summary';
import type { ExportRequest, ImportMasksRequest, TransferApi, TransferListener } from '../../core/protocol/transferApi';
import { exportMasks } from './exportMasks';
import { importMasks } from './importMasks';
import type { TransferHooks } from './transferHooks';

/** What runs in the transfer process. */
export class TransferServer implements TransferApi {
  readonly #hooks: TransferHooks;
  readonly #cancelled = new Emitter<void>();
  #isCancelled = false;

  constructor(listener: TransferListener) {
    const isCancelled = (): boolean => this.#isCancelled;
    const token: CancellationToken = {
      get isCancellationRequested() {
        return isCancelled();
      },
      onCancellationRequested: this.#cancelled.event,
    };
    this.#hooks = {
      token,
      onProgress: (progress) => void listener.onProgress(progress),
      onLarge: (images) => listener.onLarge(images),
      onForecast: (forecast) => listener.onForecast(forecast),
    };
  }

  exportMasks(request: ExportRequest): Promise<TransferSummary> {
    return exportMasks(request, this.#hooks);
  }

  importMasks(request: ImportMasksRequest): Promise<TransferSummary> {
    return importMasks(request, this.#hooks);
  }

  cancel(): Promise<void> {
    this.#isCancelled = true;
    this.#cancelled.fire();
    return Promise.resolve();
  }
}
