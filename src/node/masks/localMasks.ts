import { measureNeighbours } from '../../core/quality/neighbours';
import type { MaskApi } from './maskApi';
import { inspectMasks, loadMasks, maskState, removeMasks, saveMasks } from './maskStore';

/** The store of masks in this thread; `maskThread` is the same in another. */
export const localMasks: MaskApi = {
  loadMasks,
  saveMasks,
  maskState,
  inspectMasks,
  removeMasks,
  measureNeighbours: (...args) => Promise.resolve(measureNeighbours(...args)),
};
