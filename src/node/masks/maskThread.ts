import { t } from '../../core/text/message';
import { bundledFile } from '../process/productPaths';
import { WorkerThread } from '../process/workerThread';
import type { MaskApi } from './maskApi';

let thread: WorkerThread<MaskApi> | undefined;

/** Starts with the first call, and again after a crash. */
function call<T>(work: (api: MaskApi) => Promise<T>): Promise<T> {
  thread ??= new WorkerThread({
    script: bundledFile('masks.worker.js'),
    name: t`mask store`,
    advice: t`Save the masks again.`,
    onEnd: () => {
      thread = undefined;
    },
  });
  return thread.call(work);
}

/**
 * The store of masks in a thread of its own: drawing, packing and checking the label map of a large volume takes seconds, and
 * those of many images add up.
 */
export const maskThread: MaskApi = {
  loadMasks: (...args) => call((api) => api.loadMasks(...args)),
  saveMasks: (...args) => call((api) => api.saveMasks(...args)),
  maskState: (...args) => call((api) => api.maskState(...args)),
  inspectMasks: (...args) => call((api) => api.inspectMasks(...args)),
  removeMasks: (...args) => call((api) => api.removeMasks(...args)),
  restoreMasks: (...args) => call((api) => api.restoreMasks(...args)),
  redrawMaskFiles: (...args) => call((api) => api.redrawMaskFiles(...args)),
  measureNeighbours: (...args) => call((api) => api.measureNeighbours(...args)),
  cleanUp: (...args) => call((api) => api.cleanUp(...args)),
};
