import { UserError } from '../../base/error';
import {
  derivedModules,
  frameOfReference,
  lossyCompression,
  referencedSeries,
} from '../../formats/dicom/write/derived';
import { copied } from '../../formats/dicom/write/copy';
import { dicomFile, type WrittenDataSet } from '../../formats/dicom/write/dataSet';
import { dateAndTime } from '../../formats/dicom/write/values';
import { numberOf } from '../../image/slicePlace';
import { drawLabels } from '../../mask/labelMap';
import { areaOf, decodeRunLength } from '../../mask/runLength';
import { t } from '../../text/message';
import { dicomSourceOf, lastChange } from '../dicomSource';
import type { LayoutImage, WriteContext } from '../layout';
import { coveredArea } from '../overlaps';
import { segmentsOf } from '../segments';
import { slicesOf } from '../slicesOf';
import { frameModules, type SegmentedFrame } from './frames';
import { segmentItem, type DescribedSegment } from './segments';

/** What a segmentation says of its labels, and its UIDs: {@link WriteContext}. */
export type SegmentationContext = Pick<WriteContext, 'labels' | 'known' | 'uid'>;

/** Pixels of a segmentation, and how they are stored. */
interface Pixels {
  readonly kind: 'BINARY' | 'LABELMAP';
  readonly frames: readonly SegmentedFrame[];
  readonly data: Uint8Array;
  readonly bits: 1 | 8 | 16;
  readonly overlaps: boolean;
}

/**
 * A binary Segmentation (PS3.3 A.51): a frame for each segment and slice, so that overlaps are kept.
 * @throws UserError `bad-input` without pixels, and for an image that nothing can refer to
 */
export function binarySegmentation(image: LayoutImage, context: SegmentationContext): Uint8Array {
  const segments = describedSegments(image, context);
  return segmentationFile(image, segments, binaryPixels(image, segments), context);
}

/**
 * A Label Map Segmentation (PS3.3 A.51): a frame for each slice, whose values are the numbers of segments.
 * @throws UserError as {@link binarySegmentation}
 */
export function labelMapSegmentation(image: LayoutImage, context: SegmentationContext): Uint8Array {
  const segments = describedSegments(image, context);
  return segmentationFile(image, segments, labelMapPixels(image, segments), context);
}

function describedSegments(image: LayoutImage, { labels, uid }: SegmentationContext): DescribedSegment[] {
  const source = dicomSourceOf(image);
  const colors = new Map(labels.map(({ name, color }) => [name, color]));
  const segments = segmentsOf(image);
  if (segments.length > 65_535) {
    throw new UserError('bad-input', {
      problem: t`There are ${segments.length} segments, more than DICOM can number (65,535).`,
    });
  }
  return segments.map((segment, index) => ({
    segment,
    number: index + 1,
    color: colors.get(segment.label)!,
    trackingUid: uid('tracking', source.slices[0]!.instanceUid, segment.label, String(segment.instance)),
  }));
}

function segmentationFile(
  image: LayoutImage,
  segments: readonly DescribedSegment[],
  { kind, frames, data, bits, overlaps }: Pixels,
  { uid, known }: SegmentationContext,
): Uint8Array {
  const source = dicomSourceOf(image);
  const [first] = source.slices;
  const { date, time } = dateAndTime(lastChange(image));
  const reference = frameOfReference(source);
  const items = segments.map((each) => segmentItem(each, known));
  const labels = segments.map(({ segment }) => segment.label).join('\\');
  const instanceUid = uid('segmentation', kind, first!.instanceUid, date, time, labels, data);
  const pixelElements: WrittenDataSet = [
    ['00280002', 'US', 1],
    ['00280004', 'CS', 'MONOCHROME2'],
    ['00280010', 'US', image.height],
    ['00280011', 'US', image.width],
    ['00280100', 'US', bits],
    ['00280101', 'US', bits],
    ['00280102', 'US', bits - 1],
    ['00280103', 'US', 0],
    ...(kind === 'LABELMAP' ? [['00280120', 'US', 0] as const] : []),
    ['7fe00010', bits === 16 ? 'OW' : 'OB', data],
  ];
  return dicomFile([
    ...derivedModules(source, {
      classUid: kind === 'BINARY' ? '1.2.840.10008.5.1.4.1.1.66.4' : '1.2.840.10008.5.1.4.1.1.66.7',
      instanceUid,
      seriesUid: uid('series', kind, first!.seriesUid, instanceUid),
      studyUid: uid('study', first!.seriesUid),
      modality: 'SEG',
      seriesNumber: 300,
      seriesDescription: 'Segmentation',
      date,
      time,
    }),
    ['00080008', 'CS', ['DERIVED', 'PRIMARY']],
    ['00080023', 'DA', date],
    ['00080033', 'TM', time],
    ...(reference === undefined
      ? copied(source.dataSet, [['00200020', 'CS']], true)
      : ([
          ['00200052', 'UI', reference],
          ['00201040', 'LO', ''],
        ] as const)),
    ['00700080', 'CS', 'SEGMENTATION'],
    ['00700081', 'LO', 'Masks of SAM-UNet'],
    ['00700084', 'PN', ''],
    ['00620001', 'CS', kind],
    ['00620002', 'SQ', items],
    ['00620013', 'CS', overlaps ? 'YES' : 'NO'],
    ...lossyCompression(source),
    ...referencedSeries(source.slices),
    ...frameModules(source, frames, image, uid('dimensions', instanceUid)),
    ...pixelElements,
  ]);
}

/** Frames bit by bit, one after the other without a gap (PS3.5, 8.1.1). */
function binaryPixels(image: LayoutImage, segments: readonly DescribedSegment[]): Pixels {
  const drawn = segments.flatMap(({ segment, number }) =>
    segment.objects
      .filter(({ mask }) => areaOf(mask) > 0)
      .map((object) => ({ segment: number, slice: numberOf(object, image.slices), mask: object.mask }))
      .toSorted((a, b) => a.slice - b.slice),
  );
  if (drawn.length === 0) throw noPixels();
  const area = image.width * image.height;
  const data = new Uint8Array(Math.ceil((area * drawn.length) / 8));
  for (const [frame, { mask }] of drawn.entries()) {
    const pixels = decodeRunLength(mask).data;
    for (let at = pixels.indexOf(1); at >= 0; at = pixels.indexOf(1, at + 1)) {
      const bit = frame * area + at;
      data[bit >> 3]! |= 1 << (bit & 7);
    }
  }
  const frames = drawn.map(({ segment, slice }) => ({ segment, slice }));
  return { kind: 'BINARY', frames, data, bits: 1, overlaps: coveredArea(image.objects) > 0 };
}

function labelMapPixels(image: LayoutImage, segments: readonly DescribedSegment[]): Pixels {
  const slices = slicesOf({ ...image, objects: image.objects.filter(({ mask }) => areaOf(mask) > 0) });
  if (slices.length === 0) throw noPixels();
  const drawn = segments.flatMap(({ segment, number }) => segment.objects.map((object) => ({ object, value: number })));
  const number = new Map(drawn.map(({ object, value }) => [object, value]));
  const frames = slices.map((slice) => ({ slice }));
  // In the order of the objects, of which later ones cover earlier ones.
  const values = drawLabels(
    image,
    slices.length,
    image.objects
      .filter(({ slice }) => slices.includes(slice))
      .map((object) => ({ slice: slices.indexOf(object.slice), mask: object.mask, value: number.get(object)! })),
  );
  const bits = segments.length > 255 ? 16 : 8;
  return {
    kind: 'LABELMAP',
    frames,
    data: bits === 16 ? wide(values) : Uint8Array.from(values),
    bits,
    overlaps: false,
  };
}

function wide(values: ArrayLike<number>): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 2));
  for (let at = 0; at < values.length; at++) view.setUint16(at * 2, values[at]!, true);
  return new Uint8Array(view.buffer);
}

function noPixels(): UserError {
  return new UserError('bad-input', {
    problem: t`The masks of the image are empty, but a segmentation needs at least one frame.`,
    advice: t`Draw them, or delete the empty objects.`,
  });
}
