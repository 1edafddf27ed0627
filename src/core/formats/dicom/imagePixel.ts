import { t } from '../../text/message';
import { damaged, unsupportedEncoding } from '../failures';
import { bytesPerSample, type SampleType } from '../samples';
import type { DataSet, Element } from './dataSet';

/** The Image Pixel module (PS3.3 C.7.6.3). */
export interface ImagePixel {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly samplesPerPixel: 1 | 3;
  readonly photometric: string;
  /** Colour planes one after the other instead of interleaved samples. */
  readonly planar: boolean;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  readonly element: Element;
  /** Type of a stored sample; single bits become bytes. */
  readonly sampleType: SampleType;
}

const greyPhotometrics = ['MONOCHROME1', 'MONOCHROME2', 'PALETTE COLOR'];
const colorPhotometrics = ['RGB', 'YBR_FULL', 'YBR_FULL_422', 'YBR_RCT', 'YBR_ICT'];

/** Elements that can hold pixels, with the type of their samples where the element decides it. */
const pixelElements: readonly (readonly [string, SampleType?])[] = [
  ['x7fe00010'],
  ['x7fe00008', 'float32'],
  ['x7fe00009', 'float64'],
];

/** @throws UserError `bad-input` for DICOM without an image, `damaged`, `unsupported-encoding` */
export function readImagePixel(dataSet: DataSet): ImagePixel {
  const { element, float } = findPixels(dataSet);
  const number = (tag: string, name: string): number => {
    const value = dataSet.uint16(tag);
    if (value === undefined) throw damaged(t`The DICOM element ${name} is missing.`);
    return value;
  };
  const samplesPerPixel = dataSet.uint16('x00280002') ?? 1;
  const photometric = dataSet.string('x00280004') ?? (samplesPerPixel === 3 ? 'RGB' : 'MONOCHROME2');
  const known = samplesPerPixel === 3 ? colorPhotometrics : samplesPerPixel === 1 ? greyPhotometrics : [];
  if (!known.includes(photometric) || (samplesPerPixel !== 1 && samplesPerPixel !== 3)) {
    throw unsupportedEncoding(
      t`DICOM pixels with ${samplesPerPixel} samples and photometric interpretation ${photometric} are not supported.`,
      t`Convert the file to MONOCHROME2 or RGB.`,
    );
  }
  const bitsAllocated = float === undefined ? number('x00280100', 'Bits Allocated') : 8 * bytesPerSample(float);
  const bitsStored = float === undefined ? (dataSet.uint16('x00280101') ?? bitsAllocated) : bitsAllocated;
  const highBit = dataSet.uint16('x00280102') ?? bitsStored - 1;
  const signed = dataSet.uint16('x00280103') === 1;
  if (bitsStored < 1 || bitsStored > bitsAllocated || highBit >= bitsAllocated || highBit + 1 < bitsStored) {
    throw damaged(
      t`The header states ${bitsStored} bits stored and high bit ${highBit}, with ${bitsAllocated} bits allocated.`,
    );
  }
  return {
    width: number('x00280011', 'Columns'),
    height: number('x00280010', 'Rows'),
    frames: framesOf(dataSet),
    samplesPerPixel,
    photometric,
    planar: dataSet.uint16('x00280006') === 1,
    bitsAllocated,
    bitsStored,
    highBit,
    signed,
    element,
    sampleType: float ?? sampleTypeOf(bitsAllocated, signed),
  };
}

function framesOf(dataSet: DataSet): number {
  const text = dataSet.string('x00280008');
  if (text === undefined || text.trim() === '') return 1;
  const frames = Number(text);
  if (!Number.isInteger(frames) || frames < 1) throw damaged(t`“${text}” in the header is not a number of frames.`);
  return frames;
}

function findPixels(dataSet: DataSet): { element: Element; float: SampleType | undefined } {
  for (const [tag, float] of pixelElements) {
    const element = dataSet.elements[tag];
    if (element !== undefined) return { element, float };
  }
  throw damaged(t`This DICOM file${describe(dataSet)} contains no pixels.`);
}

function describe(dataSet: DataSet): string {
  const modality = dataSet.string('x00080060');
  return modality === undefined ? '' : ` (modality ${modality})`;
}

function sampleTypeOf(bitsAllocated: number, signed: boolean): SampleType {
  switch (bitsAllocated) {
    case 1:
      return 'uint8';
    case 8:
      return signed ? 'int8' : 'uint8';
    case 16:
      return signed ? 'int16' : 'uint16';
    case 32:
      return signed ? 'int32' : 'uint32';
    default:
      throw unsupportedEncoding(
        t`DICOM pixels with ${bitsAllocated} bits allocated are not supported.`,
        t`Convert the file to 8 or 16 bits.`,
      );
  }
}
