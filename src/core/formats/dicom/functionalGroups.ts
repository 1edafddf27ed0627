import { firstItem, type DataSet } from './dataSet';

/** Where a frame's attributes stand: in its own functional group, in the shared one or at the top (PS3.3 C.7.6.16). */
export interface FrameGroups {
  /** First item of the macro's sequence for a frame; the data set itself for classic files. */
  macro(frame: number, sequence: string): DataSet | undefined;
  readonly enhanced: boolean;
}

const shared = 'x52009229';
const perFrame = 'x52009230';

export function frameGroups(dataSet: DataSet): FrameGroups {
  const common = firstItem(dataSet, shared);
  const frames = dataSet.elements[perFrame]?.items ?? [];
  const enhanced = common !== undefined || frames.length > 0;
  return {
    enhanced,
    macro: (frame, sequence) =>
      enhanced ? (firstItem(frames[frame]?.dataSet, sequence) ?? firstItem(common, sequence)) : dataSet,
  };
}
