import type { Plane } from '../../../geometry/planeStack';
import type { Size } from '../../../geometry/rect';
import { parseHeader, type DataSet } from '../dataSet';
import { frameGroups } from '../functionalGroups';
import { pixelSpacingOf, planeOf, thicknessOf } from '../geometry';
import { isSegmentation, sourcesOf } from '../segmentation/segmentation';
import { imagesOfStructures, isStructureSet } from '../structures/structures';
import { slideSizeOf } from '../mosaic';
import { momentOf, type Moment } from './moment';

/** Bytes that a deflated header is inflated to at most: this one is read of every file of a folder. */
const largestInflated = 2 ** 20;

/** What the header of a DICOM file says of its place in a series. Holds nothing that names the patient. */
export interface SliceHeader {
  /** Empty where it was taken away: such files of a folder count as one series. */
  readonly seriesUid: string;
  /** SOP Instance UID; empty where the file has none. */
  readonly instanceUid: string;
  /** SOP Class UID. */
  readonly classUid: string;
  readonly seriesNumber: string;
  readonly seriesDescription: string;
  readonly modality: string;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly color: boolean;
  readonly frameOfReference: string;
  /** Where the only frame lies; absent for segmentations, files of several frames and those that do not say. */
  readonly plane?: Plane;
  /** [across, down] in mm. */
  readonly pixelSpacing?: readonly [number, number];
  /** Distance of slices or their thickness, in mm. */
  readonly thickness: number;
  /** Size of the picture that the frames make, of a slide that is no picture of its label or of all of the glass. */
  readonly slide?: Size;
  /** What distinguishes it from other images in its position. */
  readonly moment: Moment;
  /** Of a segmentation or a structure set: SOP Instance UIDs of the images that it was made of. */
  readonly sources?: readonly string[];
}

/**
 * Reads the header of a DICOM file.
 * @param bytes the file, or a part from its start that reaches to the pixels
 * @throws UserError `damaged`, also where the part ends within the header
 */
export function readSliceHeader(bytes: Uint8Array): SliceHeader {
  const dataSet = parseHeader(bytes, largestInflated);
  const groups = frameGroups(dataSet);
  const text = (tag: string): string => dataSet.string(tag)?.trim() ?? '';
  const frames = Number(text('x00280008') || '1');
  const isStructures = isStructureSet(text('x00080016'));
  const isImage = !isSegmentation(text('x00080016')) && !isStructures;
  const plane = frames === 1 && isImage ? planeOf(groups, 0) : undefined;
  const pixelSpacing = pixelSpacingOf(dataSet, groups);
  const slide = slideSizeOf(dataSet);
  return {
    seriesUid: text('x0020000e'),
    instanceUid: text('x00080018'),
    classUid: text('x00080016'),
    seriesNumber: text('x00200011'),
    seriesDescription: text('x0008103e'),
    modality: text('x00080060'),
    width: dataSet.uint16('x00280011') ?? 0,
    height: dataSet.uint16('x00280010') ?? 0,
    frames,
    color: isColor(dataSet),
    frameOfReference: text('x00200052'),
    ...(plane === undefined ? {} : { plane }),
    ...(pixelSpacing === undefined ? {} : { pixelSpacing }),
    thickness: thicknessOf(groups),
    ...(slide === undefined ? {} : { slide }),
    moment: momentOf(dataSet),
    ...(isImage ? {} : { sources: isStructures ? imagesOfStructures(dataSet) : sourcesOf(dataSet, groups, frames) }),
  };
}

function isColor(dataSet: DataSet): boolean {
  return dataSet.uint16('x00280002') === 3 || dataSet.string('x00280004') === 'PALETTE COLOR';
}
