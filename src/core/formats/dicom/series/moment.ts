import { t } from '../../../text/message';
import { decimals, type DataSet } from '../dataSet';

/** What distinguishes images in one position, as stated in the header; empty where it does not. */
export interface Moment {
  /** Values of {@link momentKeys}. */
  readonly keys: readonly string[];
  /** Values of {@link timeTags}. */
  readonly times: readonly string[];
  readonly instanceNumber?: number;
}

/**
 * Elements that distinguish images in one position and mean the same in each position, in the order in which they are tried: times,
 * echoes, diffusion, kinds.
 */
export const momentKeys = [
  {
    tag: 'x00200100',
    name: 'time',
    part: (at: number, of: number) => t`This is time ${at} of ${of}, whose slices are not all in the same positions.`,
  },
  {
    tag: 'x00200012',
    name: 'acquisition',
    part: (at: number, of: number) =>
      t`This is acquisition ${at} of ${of}, whose slices are not all in the same positions.`,
  },
  {
    tag: 'x00180086',
    name: 'echo',
    part: (at: number, of: number) => t`This is echo ${at} of ${of}, whose slices are not all in the same positions.`,
  },
  {
    tag: 'x00180081',
    name: 'echo time',
    part: (at: number, of: number) =>
      t`This is echo time ${at} of ${of}, whose slices are not all in the same positions.`,
  },
  {
    tag: 'x00189087',
    name: 'diffusion weighting',
    part: (at: number, of: number) =>
      t`This is diffusion weighting ${at} of ${of}, whose slices are not all in the same positions.`,
  },
  {
    tag: 'x00181060',
    name: 'trigger time',
    part: (at: number, of: number) =>
      t`This is trigger time ${at} of ${of}, whose slices are not all in the same positions.`,
  },
  {
    tag: 'x00080008',
    name: 'kind of image',
    part: (at: number, of: number) =>
      t`This is image type ${at} of ${of}, whose slices are not all in the same positions.`,
  },
] as const;

/** Trigger Time, Acquisition Time, Content Time: they order images in one position, and may differ from place to place. */
const timeTags = ['x00181060', 'x00080032', 'x00080033'] as const;

const bValue = 'x00189087';

export function momentOf(dataSet: DataSet): Moment {
  const text = (tag: string): string => dataSet.string(tag)?.trim() ?? '';
  const [instanceNumber] = decimals(dataSet, 'x00200013');
  return {
    keys: momentKeys.map(({ tag }) => (tag === bValue ? String(dataSet.double(tag) ?? '') : text(tag))),
    times: timeTags.map(text),
    ...(instanceNumber === undefined ? {} : { instanceNumber }),
  };
}
