import { withinBounds, type Bounds } from '../files/bounds';
import { localMasks } from './localMasks';
import type { MaskApi } from './maskApi';

type Writers = Pick<MaskApi, 'saveMasks' | 'removeMasks' | 'restoreMasks' | 'redrawMaskFiles'>;

/** The store of masks as its thread serves it: what writes is told the bounds that hold where it is called. */
export type ThreadMasks = Omit<MaskApi, keyof Writers> & {
  [Name in keyof Writers]: (bounds: readonly Bounds[], ...args: Parameters<Writers[Name]>) => ReturnType<Writers[Name]>;
};

export const threadMasks: ThreadMasks = {
  ...localMasks,
  saveMasks: (bounds, ...args) => withinBounds(bounds, () => localMasks.saveMasks(...args)),
  removeMasks: (bounds, ...args) => withinBounds(bounds, () => localMasks.removeMasks(...args)),
  restoreMasks: (bounds, ...args) => withinBounds(bounds, () => localMasks.restoreMasks(...args)),
  redrawMaskFiles: (bounds, ...args) => withinBounds(bounds, () => localMasks.redrawMaskFiles(...args)),
};
