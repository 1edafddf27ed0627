import type { LabelRegion } from '../layout';
import type { DatasetJson } from './schema';

/** Reserved by nnU-Net: undecided pixels, which training leaves out. */
export const ignoreName = 'ignore';
/** Reserved by nnU-Net for the value 0. */
export const backgroundName = 'background';

/** What the values of the label maps mean. */
export interface Meaning {
  /** By value: labels without regions, background and the ignore label. */
  readonly names: ReadonlyMap<number, string>;
  readonly regions: readonly LabelRegion[];
  /** The value of undecided pixels. */
  readonly ignored: number | undefined;
}

/** What the values of a data set's label maps mean (nnU-Net, documentation/region_based_training.md and ignore_label.md). */
export function meaningOf({ labels, regionValues }: DatasetJson): Meaning {
  const names = new Map<number, string>();
  const regions: LabelRegion[] = [];
  let ignored: number | undefined;
  for (const [name, value] of labels) {
    if (typeof value !== 'number') {
      if (name !== backgroundName)
        regions.push({ name, value: regionValues[regions.length] ?? value[0] ?? 0, values: value });
    } else if (name === ignoreName) ignored = value;
    else if (value !== 0) names.set(value, name);
  }
  return { names, regions, ignored };
}
