import type { CancellationToken } from '../../../core/base/cancellation';
import { Emitter } from '../../../core/base/event';
import type { ModelCard } from '../../../core/model/card';
import type { ConvertApi, ConvertListener, ConvertRequest } from '../../../core/protocol/convertApi';
import { convertCheckpoint } from '../convertCheckpoint';
import { writeSelfTest } from '../selfTest';
import { writeSelfTestInProcess } from './convertInProcess';

/** Progress in finer steps than this is not reported. */
const step = 0.01;

/** What runs in the process that converts a checkpoint. */
export class ConvertServer implements ConvertApi {
  readonly #listener: ConvertListener;
  readonly #cancelled = new Emitter<void>();
  #isCancelled = false;

  constructor(listener: ConvertListener) {
    this.#listener = listener;
  }

  convertCheckpoint(request: ConvertRequest): Promise<ModelCard> {
    const isCancelled = (): boolean => this.#isCancelled;
    let told = -step;
    const token: CancellationToken = {
      get isCancellationRequested() {
        return isCancelled();
      },
      onCancellationRequested: this.#cancelled.event,
    };
    return convertCheckpoint(request, {
      token,
      writeSelfTest: (folder) => writeSelfTestInProcess(folder, token),
      onProgress: (fraction) => {
        if (fraction < told + step && fraction < 1) return;
        told = fraction;
        void this.#listener.onProgress(fraction);
      },
    });
  }

  async writeSelfTest(folder: string): Promise<void> {
    // Loaded where it is needed alone: ONNX Runtime takes memory even when it does nothing.
    const { ortRuntime } = await import('../../ort/ortRuntime');
    await writeSelfTest(folder, ortRuntime);
  }

  cancel(): Promise<void> {
    this.#isCancelled = true;
    this.#cancelled.fire();
    return Promise.resolve();
  }
}
