import type { CancellationToken } from '../../core/base/cancellation';
import type { PartWork } from '../../core/document/foundObjects';
import type { areaEdit } from '../../core/document/stroke';
import type { measureNeighbours } from '../../core/quality/neighbours';
import type { CleanUp } from '../../core/mask/cleanUp/operation';
import type { cleanUpVolume } from '../../core/mask/cleanUp/volume/operation';
import type { RunLengthMask } from '../../core/mask/runLength';
import type * as maskStore from './maskStore';

/** The store of masks, wherever it runs: see the functions of `maskStore`. */
export interface MaskApi
  extends
    Pick<
      typeof maskStore,
      'loadMasks' | 'saveMasks' | 'maskState' | 'inspectMasks' | 'removeMasks' | 'restoreMasks' | 'redrawMaskFiles'
    >,
    PartWork {
  /** {@link measureNeighbours}, which takes long for the masks of a large volume. */
  measureNeighbours(...args: Parameters<typeof measureNeighbours>): Promise<ReturnType<typeof measureNeighbours>>;
  /** Cleans up masks, which takes long for many or large ones. @returns as many, in the same order */
  cleanUp(masks: readonly RunLengthMask[], operation: CleanUp): Promise<RunLengthMask[]>;
  /** {@link areaEdit}, which takes long on large images. */
  areaEdit(args: Parameters<typeof areaEdit>, token?: CancellationToken): Promise<ReturnType<typeof areaEdit>>;
  /** {@link cleanUpVolume}, which takes long for large volumes. */
  cleanUpVolume(...args: Parameters<typeof cleanUpVolume>): Promise<ReturnType<typeof cleanUpVolume>>;
}
