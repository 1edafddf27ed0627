import type { Plane } from '../../geometry/planeStack';
import { strings, type DataSet } from './dataSet';
import { frameGroups } from './functionalGroups';
import { planeOf } from './geometry';

/** A slice of an image as other DICOM files refer to it. */
export interface SourceSlice {
  readonly classUid: string;
  readonly instanceUid: string;
  readonly seriesUid: string;
  /** Of a file of several, counted from 1. */
  readonly frame?: number;
  readonly plane?: Plane;
}

/** The DICOM files of an image, for files that are made of it. */
export interface DicomSource {
  /** Of the first file. */
  readonly dataSet: DataSet;
  /** In their order, volume after volume. */
  readonly slices: readonly SourceSlice[];
}

/** SOP classes of files that do not say theirs, by their modality. */
const usualClasses: Readonly<Record<string, string>> = {
  CT: '1.2.840.10008.5.1.4.1.1.2',
  MR: '1.2.840.10008.5.1.4.1.1.4',
  PT: '1.2.840.10008.5.1.4.1.1.128',
  US: '1.2.840.10008.5.1.4.1.1.6.1',
};
const secondaryCapture = '1.2.840.10008.5.1.4.1.1.7';

/** The slices of one file. */
export function sourceSlices(dataSet: DataSet): SourceSlice[] {
  const text = (tag: string): string => strings(dataSet, tag)[0] ?? '';
  const groups = frameGroups(dataSet);
  const stated = text('x00280008');
  const frames = Math.max(1, Number(stated) || 1);
  return Array.from({ length: frames }, (_, frame) => {
    const plane = frames === 1 || groups.enhanced ? planeOf(groups, frame) : undefined;
    return {
      classUid: text('x00080016') || text('x00020002') || (usualClasses[text('x00080060')] ?? secondaryCapture),
      instanceUid: text('x00080018') || text('x00020003'),
      seriesUid: text('x0020000e'),
      ...(stated === '' ? {} : { frame: frame + 1 }),
      ...(plane === undefined ? {} : { plane }),
    };
  });
}
