import { t } from '../../core/text/message';
import { bundledFile } from '../process/productPaths';
import { WorkerThread } from '../process/workerThread';
import { boundsNow, type Bounds } from '../files/bounds';
import type { MaskApi } from './maskApi';
import type { ThreadMasks } from './threadMasks';

/**
 * The store of masks in a thread of its own: drawing, packing and checking the label map of a large volume takes seconds, and
 * those of many images add up. The thread starts with the first call, and again after a crash.
 */
export class MaskThread implements MaskApi {
  readonly loadMasks: MaskApi['loadMasks'] = (...args) => this.#call((api) => api.loadMasks(...args));
  readonly saveMasks: MaskApi['saveMasks'] = (...args) => this.#write((api, bounds) => api.saveMasks(bounds, ...args));
  readonly maskState: MaskApi['maskState'] = (...args) => this.#call((api) => api.maskState(...args));
  readonly inspectMasks: MaskApi['inspectMasks'] = (...args) => this.#call((api) => api.inspectMasks(...args));
  readonly removeMasks: MaskApi['removeMasks'] = (...args) =>
    this.#write((api, bounds) => api.removeMasks(bounds, ...args));
  readonly restoreMasks: MaskApi['restoreMasks'] = (...args) =>
    this.#write((api, bounds) => api.restoreMasks(bounds, ...args));
  readonly redrawMaskFiles: MaskApi['redrawMaskFiles'] = (...args) =>
    this.#write((api, bounds) => api.redrawMaskFiles(bounds, ...args));
  readonly measureNeighbours: MaskApi['measureNeighbours'] = (...args) =>
    this.#call((api) => api.measureNeighbours(...args));
  readonly areaEdit: MaskApi['areaEdit'] = (...args) => this.#call((api) => api.areaEdit(...args));
  readonly cleanUp: MaskApi['cleanUp'] = (...args) => this.#call((api) => api.cleanUp(...args));
  readonly cleanUpVolume: MaskApi['cleanUpVolume'] = (...args) => this.#call((api) => api.cleanUpVolume(...args));
  readonly #waiting = new Set<Promise<unknown>>();
  #thread: WorkerThread<ThreadMasks> | undefined;

  /** Ends the thread once the calls at hand are answered, so that no save is cut off. */
  async end(): Promise<void> {
    await Promise.allSettled(this.#waiting);
    await this.#thread?.end();
    this.#thread = undefined;
  }

  /** The bounds that hold here hold there. */
  #write<T>(work: (api: ThreadMasks, bounds: readonly Bounds[]) => Promise<T>): Promise<T> {
    const bounds = boundsNow();
    return this.#call((api) => work(api, bounds));
  }

  async #call<T>(work: (api: ThreadMasks) => Promise<T>): Promise<T> {
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
