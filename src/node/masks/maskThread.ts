import { neverCancelled, throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import { t } from '../../core/text/message';
import { bundledFile } from '../process/productPaths';
import { WorkerThread } from '../process/workerThread';
import { boundsNow, type Bounds } from '../files/bounds';
import type { MaskApi } from './maskApi';
import type { ThreadMasks } from './threadMasks';

/**
 * The store of masks in a thread of its own: drawing, packing and checking the label map of a large volume takes seconds, and
 * those of many images add up. The thread starts with the first call, and again after a crash. Work that may be cancelled and
 * writes nothing has a second one.
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
  readonly areaEdit: MaskApi['areaEdit'] = (args, token) => this.#work((api) => api.areaEdit(args), token);
  readonly foundParts: MaskApi['foundParts'] = (args, token) => this.#work((api) => api.foundParts(args), token);
  readonly ownMasks: MaskApi['ownMasks'] = (args, token) => this.#work((api) => api.ownMasks(args), token);
  readonly cleanUp: MaskApi['cleanUp'] = (...args) => this.#call((api) => api.cleanUp(...args));
  readonly cleanUpVolume: MaskApi['cleanUpVolume'] = (...args) => this.#call((api) => api.cleanUpVolume(...args));
  readonly #waiting = new Set<Promise<unknown>>();
  #thread: WorkerThread<ThreadMasks> | undefined;
  /** Has done work that may be cancelled, and waits for more. */
  #idle: WorkerThread<ThreadMasks> | undefined;

  /** Ends the thread once the calls at hand are answered, so that no save is cut off. */
  async end(): Promise<void> {
    await Promise.allSettled(this.#waiting);
    await Promise.all([this.#thread?.end(), this.#idle?.end()]);
    this.#thread = this.#idle = undefined;
  }

  /** The bounds that hold here hold there. */
  #write<T>(work: (api: ThreadMasks, bounds: readonly Bounds[]) => Promise<T>): Promise<T> {
    const bounds = boundsNow();
    return this.#call((api) => work(api, bounds));
  }

  async #call<T>(work: (api: ThreadMasks) => Promise<T>): Promise<T> {
    this.#thread ??= newThread(() => {
      this.#thread = undefined;
    });
    return this.#answer(this.#thread, work);
  }

  /** Has work done that changes nothing, in a thread that is ended to cancel it: one that computes cannot be asked to stop. */
  async #work<T>(work: (api: ThreadMasks) => Promise<T>, token: CancellationToken = neverCancelled): Promise<T> {
    throwIfCancelled(token);
    const thread = this.#idle?.isAlive === true ? this.#idle : newThread();
    this.#idle = undefined;
    const stop = token.onCancellationRequested(() => void thread.end());
    try {
      return await this.#answer(thread, work);
    } finally {
      stop.dispose();
      await this.#rest(thread);
    }
  }

  /** Keeps one thread for the work to come. */
  async #rest(thread: WorkerThread<ThreadMasks>): Promise<void> {
    if (this.#idle === undefined && thread.isAlive) this.#idle = thread;
    else await thread.end();
  }

  async #answer<T>(thread: WorkerThread<ThreadMasks>, work: (api: ThreadMasks) => Promise<T>): Promise<T> {
    const answer = thread.call(work);
    this.#waiting.add(answer);
    try {
      return await answer;
    } finally {
      this.#waiting.delete(answer);
    }
  }
}

function newThread(onEnd: () => void = () => undefined): WorkerThread<ThreadMasks> {
  return new WorkerThread({
    script: bundledFile('masks.worker.js'),
    name: t`mask store`,
    advice: t`Save the masks again.`,
    onEnd,
  });
}
