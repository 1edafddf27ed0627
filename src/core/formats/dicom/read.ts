import type { ByteSource } from '../../base/byteSource';
import type { ImageInfo, MedicalImage } from '../../image/medicalImage';
import type { Slice } from '../../image/slice';
import { parsing } from '../failures';
import { checkExtent } from '../limits';
import type { PixelCodecs } from '../pixelCodecs';
import { bytesPerSample } from '../samples';
import { parseContent, type DataSet, type ParsedContent, type ParsedFile } from './dataSet';
import { decodeFrame, type FrameSource } from './decodeFrame';
import { findFragments } from './fragments';
import { encapsulatedFrames, type Codestream } from './frames';
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
export async function read(content: ByteSource, codecs: PixelCodecs): Promise<MedicalImage> {
  const parsed = await parseContent(content);
  const { pixel, syntax } = parsing(header, () => pixelsOf(parsed));
  const codestreams = syntax.compression === 'none' ? [] : await codestreamsOf(parsed, pixel);
  const { file, dataSet } = parsed;
  return parsing(header, () => open(dataSet, { file, pixel, syntax, codecs, codestreams }));
}

const header = 'The DICOM header';

function pixelsOf({ dataSet, transferSyntax }: ParsedFile): Pick<FrameSource, 'pixel' | 'syntax'> {
  const pixel = readImagePixel(dataSet);
  const syntax = transferSyntaxOf(transferSyntax);
  const { width, height, frames, sampleType } = pixel;
  checkExtent({ width, height, slices: frames, bytesPerPixel: channelsOf(pixel) * bytesPerSample(sampleType) });
  return { pixel, syntax };
}

function channelsOf({ samplesPerPixel, photometric }: ImagePixel): 1 | 3 {
  return samplesPerPixel === 3 || photometric === 'PALETTE COLOR' ? 3 : 1;
}

async function codestreamsOf(
  { file, isWhole }: ParsedContent,
  { element, frames }: ImagePixel,
): Promise<readonly Codestream[]> {
  const { fragments, offsets } = isWhole
    ? { fragments: element.fragments ?? [], offsets: element.basicOffsetTable ?? [] }
    : await findFragments(file, element.dataOffset);
  return encapsulatedFrames(file, fragments, offsets, frames);
}

function open(dataSet: DataSet, source: FrameSource): MedicalImage {
  const { pixel, syntax } = source;
  const { width, height, frames } = pixel;
  const channels = channelsOf(pixel);
  const palette = pixel.photometric === 'PALETTE COLOR' ? readPalette(dataSet, pixel.signed) : undefined;
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
        ...parsing(header, () => ({ ...rescaleOf(groups, index), windows: windowsOf(groups, index) })),
        invert: pixel.photometric === 'MONOCHROME1',
        ...(padding === undefined ? {} : { padding }),
      };
    },
  };
}

function describe({ photometric, bitsStored, bitsAllocated }: ImagePixel): string {
  return `${photometric}, ${bitsStored} of ${bitsAllocated} bits`;
}
