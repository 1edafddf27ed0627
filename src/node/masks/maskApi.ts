import type { measureNeighbours } from '../../core/quality/neighbours';
import type * as maskStore from './maskStore';

/** The store of masks, wherever it runs: see the functions of `maskStore`. */
export interface MaskApi extends Pick<
  typeof maskStore,
  'loadMasks' | 'saveMasks' | 'maskState' | 'inspectMasks' | 'removeMasks' | 'restoreMasks' | 'redrawMaskFiles'
> {
  /** {@link measureNeighbours}, which takes long for the masks of a large volume. */
  measureNeighbours(...args: Parameters<typeof measureNeighbours>): Promise<ReturnType<typeof measureNeighbours>>;
}
