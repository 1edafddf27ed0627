import type { Plane } from '../../../geometry/planeStack';
import { orientationLetter } from '../../../geometry/volumeGeometry';
import type { Size } from '../../../geometry/rect';
import { derivedModules } from './derived';
import { dicomFile, type WrittenDataSet } from './dataSet';
import type { PixelArray, PixelStorage } from './storedValues';
import { decimal, shortText } from './values';

const secondaryCaptureClass = '1.2.840.10008.5.1.4.1.1.7';

/** What the files of an image that is made into DICOM have in common. */
export interface CapturedSeries {
  readonly seriesUid: string;
  readonly studyUid: string;
  /** Name of the image. */
  readonly name: string;
  /** DICOM Modality; empty where nobody knows it. */
  readonly modality: string;
  /** Unit of the values, such as `HU`; empty where nobody knows it. */
  readonly unit: string;
  readonly channels: 1 | 3;
  /** [across, down] in mm, where known. */
  readonly pixelSpacing?: readonly [number, number];
  /** Where the slices lie in the patient: the frame of reference, and the distance between them in mm. */
  readonly place?: { readonly frameOfReference: string; readonly distance: number };
  /** How many times larger the pixels are than the JPEG file that they come from. */
  readonly jpegRatio?: number;
  readonly storage: PixelStorage;
}

/** A slice of it. */
export interface CapturedSlice extends Size {
  readonly instanceUid: string;
  /** From 1. */
  readonly number: number;
  /** Where the series has a place. */
  readonly plane?: Plane;
  /** Whether the smallest value is white. */
  readonly invert: boolean;
  /** Row by row, of colour interleaved. */
  readonly pixels: PixelArray;
}

/**
 * A slice as Secondary Capture Image (PS3.3 A.8.1), the class of images that were made from what is no DICOM. It may have a place in
 * the patient (Image Plane) and a rescale (Modality LUT), which the multi-frame classes cannot have.
 */
export function secondaryCapture(slice: CapturedSlice, series: CapturedSeries): Uint8Array {
  const { seriesUid, studyUid, name, modality, place, jpegRatio } = series;
  const { number, instanceUid } = slice;
  const source = { classUid: secondaryCaptureClass, instanceUid, seriesUid, studyUid, number };
  return dicomFile([
    ...derivedModules(undefined, {
      ...{ ...source, modality: modality || 'OT', seriesNumber: 1, seriesDescription: shortText(name, 64) },
    }),
    ['00080008', 'CS', ['DERIVED', 'SECONDARY']],
    // Made on a workstation (PS3.3 C.8.6.1).
    ['00080064', 'CS', 'WSD'],
    // Of a body part that may be one of a pair, nobody knows the side.
    ['00200060', 'CS', ''],
    ...(place === undefined || slice.plane === undefined
      ? ([['00200020', 'CS', '']] as const)
      : placed(slice.plane, place)),
    ...spacing(series),
    ...(jpegRatio === undefined
      ? []
      : ([
          ['00282110', 'CS', '01'],
          ['00282112', 'DS', jpegRatio.toFixed(2)],
          ['00282114', 'CS', 'ISO_10918_1'],
        ] as const)),
    ...pixelElements(slice, series),
  ]);
}

/** Frame of Reference and Image Plane (PS3.3 C.7.4.1, C.7.6.2). */
function placed(
  { position, row, column }: Plane,
  { frameOfReference, distance }: NonNullable<CapturedSeries['place']>,
): WrittenDataSet {
  return [
    ['00200020', 'CS', [orientationLetter(row), orientationLetter(column)]],
    ['00200052', 'UI', frameOfReference],
    ['00201040', 'LO', ''],
    ['00200032', 'DS', position.map(decimal)],
    ['00200037', 'DS', [...row, ...column].map(decimal)],
    ['00180050', 'DS', decimal(distance)],
    ['00180088', 'DS', decimal(distance)],
  ];
}

/** The distance of rows comes first. */
function spacing({ pixelSpacing }: CapturedSeries): WrittenDataSet {
  return pixelSpacing === undefined ? [] : [['00280030', 'DS', [decimal(pixelSpacing[1]), decimal(pixelSpacing[0])]]];
}

function pixelElements(
  { width, height, invert, pixels }: CapturedSlice,
  { channels, storage, unit }: CapturedSeries,
): WrittenDataSet {
  const bits = storage.type === 'uint8' ? 8 : 16;
  const { slope, intercept } = storage;
  const isRescaled = channels === 1 && (slope !== 1 || intercept !== 0 || unit !== '');
  return [
    ['00280002', 'US', channels],
    ['00280004', 'CS', channels === 3 ? 'RGB' : invert ? 'MONOCHROME1' : 'MONOCHROME2'],
    ...(channels === 3 ? ([['00280006', 'US', 0]] as const) : []),
    ['00280010', 'US', height],
    ['00280011', 'US', width],
    ['00280100', 'US', bits],
    ['00280101', 'US', bits],
    ['00280102', 'US', bits - 1],
    ['00280103', 'US', storage.type === 'int16' ? 1 : 0],
    ...(isRescaled
      ? ([
          ['00281052', 'DS', decimal(intercept)],
          ['00281053', 'DS', decimal(slope)],
          ['00281054', 'LO', unit === 'HU' ? 'HU' : 'US'],
        ] as const)
      : []),
    ['7fe00010', bits === 8 ? 'OB' : 'OW', littleEndian(pixels)],
  ];
}

function littleEndian(pixels: PixelArray): Uint8Array {
  if (pixels.BYTES_PER_ELEMENT === 1) return new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.length);
  const view = new DataView(new ArrayBuffer(pixels.length * 2));
  // Of negative numbers the lower 16 bits are their two's complement.
  for (const [at, pixel] of pixels.entries()) view.setUint16(at * 2, pixel & 0xffff, true);
  return new Uint8Array(view.buffer);
}
