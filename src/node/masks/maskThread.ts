import { t } from '../../core/text/message';
import { bundledFile } from '../process/productPaths';
import { WorkerThread } from '../process/workerThread';
import type { MaskApi } from './maskApi';

/**
 * The store of masks in a thread of its own: drawing, packing and checking the label map of a large volume takes seconds, and
 * those of many images add up. The thread starts with the first call, and again after a crash.
 */
export class MaskThread implements MaskApi {
  readonly loadMasks: MaskApi['loadMasks'] = (...args) => this.#call((api) => api.loadMasks(...args));
  readonly saveMasks: MaskApi['saveMasks'] = (...args) => this.#call((api) => api.saveMasks(...args));
  readonly maskState: MaskApi['maskState'] = (...args) => this.#call((api) => api.maskState(...args));
  readonly inspectMasks: MaskApi['inspectMasks'] = (...args) => this.#call((api) => api.inspectMasks(...args));
  readonly removeMasks: MaskApi['removeMasks'] = (...args) => this.#call((api) => api.removeMasks(...args));
  readonly restoreMasks: MaskApi['restoreMasks'] = (...args) => this.#call((api) => api.restoreMasks(...args));
  readonly redrawMaskFiles: MaskApi['redrawMaskFiles'] = (...args) => this.#call((api) => api.redrawMaskFiles(...args));
  readonly measureNeighbours: MaskApi['measureNeighbours'] = (...args) =>
    this.#call((api) => api.measureNeighbours(...args));
  readonly cleanUp: MaskApi['cleanUp'] = (...args) => this.#call((api) => api.cleanUp(...args));
  readonly #waiting = new Set<Promise<unknown>>();
  #thread: WorkerThread<MaskApi> | undefined;

  /** Ends the thread once the calls at hand are answered, so that no save is cut off. */
  async end(): Promise<void> {
    await Promise.allSettled(this.#waiting);
    await this.#thread?.end();
    this.#thread = undefined;
  }

  async #call<T>(work: (api: MaskApi) => Promise<T>): Promise<T> {
    this.#thread ??= new WorkerThread({
      script: bundledFile('masks.worker.js'),
      name: t`mask store`,
      advice: t`Save the masks again.`,
      onEnd: () => {
        this.#thread = undefined;
      },
    });
    const answer = this.#thread.call(work);
    this.#waiting.add(answer);
    try {
      return await answer;
    } finally {
      this.#waiting.delete(answer);
    }
  }
}
