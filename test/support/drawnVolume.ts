import { MaskVolume } from '../../src/core/mask/maskVolume';
import { drawnMask } from './drawnMask';

/** A mask of a volume, drawn slice by slice as `drawnMask` has it. */
export function drawnVolume(...slices: readonly (readonly string[])[]): MaskVolume {
  return MaskVolume.of(slices.map((rows) => drawnMask(...rows)));
}
