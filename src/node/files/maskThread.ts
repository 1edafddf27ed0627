import { bundlePath } from '../model/productPaths';
import { WorkerThread } from '../workers/workerThread';
import type * as store from './maskStore';

// The store of masks in a thread of its own: drawing, packing and checking the label map of a large volume takes seconds.

export type MaskApi = Pick<typeof store, 'loadMasks' | 'saveMasks' | 'maskState'>;

let thread: WorkerThread<MaskApi> | undefined;

/** Begins with the first call, and anew after a crash. */
function call<T>(work: (api: MaskApi) => Promise<T>): Promise<T> {
  thread ??= new WorkerThread({
    script: bundlePath('masks.worker.js'),
    name: 'store of masks',
    advice: 'Save the masks again.',
    onEnd: () => {
      thread = undefined;
    },
  });
  return thread.call(work);
}

/** See `loadMasks` of the store. */
export const loadMasks: MaskApi['loadMasks'] = (...args) => call((api) => api.loadMasks(...args));

/** See `saveMasks` of the store. */
export const saveMasks: MaskApi['saveMasks'] = (...args) => call((api) => api.saveMasks(...args));

/** See `maskState` of the store. */
export const maskState: MaskApi['maskState'] = (...args) => call((api) => api.maskState(...args));
