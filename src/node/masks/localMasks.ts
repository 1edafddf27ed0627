import { partWork } from '../../core/document/foundObjects';
import { areaEdit } from '../../core/document/stroke';
import { cleanUp } from '../../core/mask/cleanUp/operation';
import { cleanUpVolume } from '../../core/mask/cleanUp/volume/operation';
import { measureNeighbours } from '../../core/quality/neighbours';
import type { MaskApi } from './maskApi';
import { inspectMasks, loadMasks, maskState, redrawMaskFiles, removeMasks, restoreMasks, saveMasks } from './maskStore';

/** The store of masks in this thread; `MaskThread` is the same in another. */
export const localMasks: MaskApi = {
  ...partWork,
  loadMasks,
  saveMasks,
  maskState,
  inspectMasks,
  removeMasks,
  restoreMasks,
  redrawMaskFiles,
  measureNeighbours: (...args) => Promise.resolve(measureNeighbours(...args)),
  areaEdit: (args) => Promise.resolve(areaEdit(...args)),
  cleanUp: (masks, operation) => Promise.resolve(masks.map((mask) => cleanUp(mask, operation))),
  cleanUpVolume: (...args) => Promise.resolve(cleanUpVolume(...args)),
};
