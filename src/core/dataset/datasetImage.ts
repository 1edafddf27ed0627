import { verdictsIn, type LabelVerdicts } from '../review/labelVerdicts';
import { isUnreviewed } from '../review/verdict';
import type { Sidecar } from '../sidecar/sidecar';
import { statusOf, type ImageStatus } from './status';

/** What a sidecar says of its image, for lists. */
export interface MaskFacts {
  readonly status: ImageStatus;
  readonly objects: number;
  /** Unreviewed objects. */
  readonly unreviewed: number;
  /** Names of the labels of its objects, in their order. */
  readonly labels: readonly string[];
  /** What users have said of the masks of each label; absent while there are none. */
  readonly verdicts?: readonly LabelVerdicts[];
  /** Lowest estimated Dice of what is not rejected; undefined without any estimate. */
  readonly quality?: number;
  /** Whether they are those of a DICOM series. */
  readonly ofSeries?: true;
  /** Why its sidecar cannot be read. */
  readonly problem?: string;
}

/** What an image's header says of it, for lists. */
export interface HeaderFacts {
  /** DICOM Modality; empty when unknown. */
  readonly modality: string;
  readonly series?: Series;
  /** Number of slices of an image that is a whole series; undefined for a file. */
  readonly slices?: number;
}

export interface Series {
  readonly uid: string;
  /** Number and description; empty when it has neither. */
  readonly name: string;
}

/** An image of the dataset. */
export interface DatasetImage extends MaskFacts, HeaderFacts {
  /** Absolute path of the workspace folder. */
  readonly root: string;
  /** Path below it, with `/` between folders. */
  readonly path: string;
}

export const noMasks: MaskFacts = { status: 'none', objects: 0, unreviewed: 0, labels: [] };
export const noHeader: HeaderFacts = { modality: '' };

export function maskFacts({ image, objects, empty }: Pick<Sidecar, 'image' | 'objects' | 'empty'>): MaskFacts {
  const kept = objects.filter(({ status }) => status !== 'rejected');
  const estimates = kept.flatMap(({ quality }) => quality ?? []);
  return {
    status: statusOf({ objects, empty }),
    objects: objects.length,
    unreviewed: objects.filter(isUnreviewed).length,
    labels: [...new Set(objects.map(({ label }) => label))],
    ...(objects.length === 0 ? {} : { verdicts: verdictsIn(objects) }),
    ...(image.instances === undefined ? {} : { ofSeries: true }),
    ...(estimates.length === 0 ? {} : { quality: Math.min(...estimates) }),
  };
}

/** Whether two images are equal for display, so that nothing needs redrawing. */
export function isSameImage(a: DatasetImage | undefined, b: DatasetImage): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
