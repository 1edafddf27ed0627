import type * as maskStore from './maskStore';

/** The store of masks, wherever it runs: see the functions of `maskStore`. */
export type MaskApi = Pick<
  typeof maskStore,
  'loadMasks' | 'saveMasks' | 'maskState' | 'inspectMasks' | 'removeMasks' | 'compareSlices'
>;
