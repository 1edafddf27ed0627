import { placesOf } from '../image/slicePlace';
import type { SidecarObject } from '../sidecar/sidecar';
import { isUnreviewed } from './verdict';

/** What users have said of the masks of one label: in one image, or summed over many. */
export interface LabelVerdicts {
  readonly label: string;
  /** Images, and slices of them, with masks that a user has accepted, corrected or drawn. */
  readonly images: number;
  readonly slices: number;
  /** Masks that were accepted, corrected, drawn or rejected. */
  readonly verdicts: number;
  /** Those of them that were found by a taught label or corrected from a generated mask. */
  readonly judged: number;
  /** Those of these that were found by a taught label and accepted as they were. */
  readonly untouched: number;
}

/** The source of masks that a taught label has found. */
export const taughtSource = 'taught';

type Judged = Pick<SidecarObject, 'label' | 'slice' | 'volume' | 'status' | 'mask' | 'source' | 'proposal'>;

/** Whether an object teaches its label: a user has accepted, corrected or drawn it, and it is not empty. */
export function isExample({ status, mask }: Pick<SidecarObject, 'status' | 'mask'>): boolean {
  return (status === 'accepted' || status === 'corrected') && mask.counts.length > 1;
}

/** The verdicts on the objects of one image, by label, in the order of the labels' first objects. */
export function verdictsIn(objects: readonly Judged[]): readonly LabelVerdicts[] {
  return [...new Set(objects.map(({ label }) => label))].map((label) => {
    const own = objects.filter((object) => object.label === label);
    const reviewed = own.filter((object) => !isUnreviewed(object));
    const slices = placesOf(own.filter(isExample)).length;
    const judged = reviewed.filter(({ source, proposal }) => source === taughtSource || proposal !== undefined);
    return {
      ...{ label, images: slices > 0 ? 1 : 0, slices, verdicts: reviewed.length, judged: judged.length },
      untouched: judged.filter(({ source, status }) => source === taughtSource && status === 'accepted').length,
    };
  });
}

/** Verdicts of many images together, the labels with most images first. */
export function sumVerdicts(all: Iterable<LabelVerdicts>): readonly LabelVerdicts[] {
  const sums = new Map<string, LabelVerdicts>();
  for (const each of all) {
    const sum = sums.get(each.label) ?? noVerdicts(each.label);
    sums.set(each.label, {
      label: each.label,
      images: sum.images + each.images,
      slices: sum.slices + each.slices,
      verdicts: sum.verdicts + each.verdicts,
      judged: sum.judged + each.judged,
      untouched: sum.untouched + each.untouched,
    });
  }
  return [...sums.values()].sort((a, b) => b.images - a.images || (a.label < b.label ? -1 : 1));
}

export function noVerdicts(label: string): LabelVerdicts {
  return { label, images: 0, slices: 0, verdicts: 0, judged: 0, untouched: 0 };
}

/** Part of the masks judged between two counts that was accepted as it was, 0..1; undefined where none was judged. */
export function untouchedShare(
  from: Pick<LabelVerdicts, 'judged' | 'untouched'> | undefined,
  until: Pick<LabelVerdicts, 'judged' | 'untouched'> | undefined,
): number | undefined {
  if (from === undefined || until === undefined || until.judged <= from.judged) return undefined;
  // Masks may have been removed in the meantime.
  return Math.min(1, Math.max(0, (until.untouched - from.untouched) / (until.judged - from.judged)));
}
