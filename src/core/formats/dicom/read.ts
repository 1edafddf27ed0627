import { wholeOf, type ByteSource } from '../../base/byteSource';
import type { ImageInfo, MedicalImage, Slice } from '../../image/medicalImage';
import { parsing } from '../failures';
import { checkExtent } from '../limits';
import type { PixelCodecs } from '../pixelCodecs';
import { bytesPerSample } from '../samples';
import { parseFile } from './dataSet';
import { decodeFrame } from './decodeFrame';
import { encapsulatedFrames } from './frames';
import { frameGroups } from './functionalGroups';
import { placementOf } from './geometry';
import { readSegmentation } from './segmentation/segmentation';
import { readImagePixel, type ImagePixel } from './imagePixel';
import { applyPalette, readPalette } from './palette';
import { transferSyntaxOf } from './transferSyntax';
import { paddingOf, rescaleOf, unitOf, windowsOf } from './values';

/**
 * Reads a DICOM file: one file is one image, its frames are the slices.
 * @throws UserError `damaged`, `unsupported-encoding` or `too-large`
 */
export function read(content: ByteSource, codecs: PixelCodecs): Promise<MedicalImage> {
  return wholeOf(content).then((bytes) => parsing('The DICOM header', () => open(bytes, codecs)));
}

function open(bytes: Uint8Array, codecs: PixelCodecs): MedicalImage {
  const { dataSet, transferSyntax } = parseFile(bytes);
  const pixel = readImagePixel(dataSet);
  const { width, height, frames } = pixel;
  const syntax = transferSyntaxOf(transferSyntax);
  const channels = pixel.samplesPerPixel === 3 || pixel.photometric === 'PALETTE COLOR' ? 3 : 1;
  checkExtent({ width, height, slices: frames, bytesPerPixel: channels * bytesPerSample(pixel.sampleType) });
  const palette = pixel.photometric === 'PALETTE COLOR' ? readPalette(dataSet, pixel.signed) : undefined;
  const codestreams = syntax.compression === 'none' ? [] : encapsulatedFrames(dataSet, pixel);
  const source = { dataSet, pixel, syntax, codecs, codestreams };
  const groups = frameGroups(dataSet);
  const padding = paddingOf(dataSet, pixel);
  const modality = dataSet.string('x00080060') ?? '';
  const info: ImageInfo = {
    format: 'dicom',
    width,
    height,
    slices: frames,
    channels,
    sampleType: channels === 3 ? 'uint8' : pixel.sampleType,
    modality,
    ...placementOf(dataSet, groups, frames),
    unit: channels === 3 ? '' : unitOf(groups, modality),
    encoding: `${syntax.name} (${syntax.uid}), ${describe(pixel)}`,
  };
  const segmentation = readSegmentation(dataSet, groups, frames);
  return {
    info,
    ...(segmentation === undefined ? {} : { segmentation }),
    async readSlice(index): Promise<Slice> {
      if (!(index >= 0 && index < frames)) throw new RangeError(`Slice ${index} is outside 0 to ${frames - 1}.`);
      const samples = await decodeFrame(source, index);
      const data = palette === undefined ? samples : applyPalette(samples, palette);
      if (channels === 3) {
        return { width, height, channels, data, slope: 1, intercept: 0, invert: false, windows: [] };
      }
      return {
        width,
        height,
        channels,
        data,
        ...parsing('The DICOM header', () => ({ ...rescaleOf(groups, index), windows: windowsOf(groups, index) })),
        invert: pixel.photometric === 'MONOCHROME1',
        ...(padding === undefined ? {} : { padding }),
      };
    },
  };
}

function describe({ photometric, bitsStored, bitsAllocated }: ImagePixel): string {
  return `${photometric}, ${bitsStored} of ${bitsAllocated} bits`;
}
