import { rectOf } from '../../geometry/rect';
import { checkSlice, type ImageInfo, type MedicalImage } from '../../image/medicalImage';
import { isLarge } from '../../image/pyramid';
import type { RegionReader } from '../../image/regionReader';
import type { SampleArray, Slice } from '../../image/slice';
import { t, type Message } from '../../text/message';
import type { FileContent } from '../content';
import { parsing, unsupportedEncoding } from '../failures';
import { checkExtent, checkPyramid } from '../limits';
import type { CodecName, PixelCodecs } from '../pixelCodecs';
import { bytesPerSample, type SampleType } from '../samples';
import { codecOf } from './codestream';
import { parseContent, type DataSet, type ParsedContent, type ParsedFile } from './dataSet';
import { decodeFrame, type FrameSource } from './decodeFrame';
import { beginsWithItem, extendedOffsets, findFragments } from './fragments';
import { encapsulatedFrames, nativeBytes, type Codestream } from './frames';
import { frameGroups } from './functionalGroups';
import { placementOf } from './geometry';
import { readSegmentation } from './segmentation/segmentation';
import { readImagePixel, type ImagePixel } from './imagePixel';
import { lookUp, type LookupTable } from './lookupTable';
import { modalityOf } from './modality';
import { readMosaic, type Mosaic } from './mosaic';
import { mosaicRegions } from './mosaicRegions';
import { numberRemarks } from './numbers';
import { countOverlays, overlayRemarks } from './overlays';
import { paddingOf } from './padding';
import { applyPalette, readPalette } from './palette';
import { presentationOf } from './presentation';
import { suvFactorOf } from './suv';
import { transferSyntaxOf, type TransferSyntax } from './transferSyntax';
import { withUsableWindows } from './usableWindows';
import { voiOf } from './voi';

/**
 * Reads a DICOM file: one file is one image, its frames are the slices; those of a slide are the tiles of its picture.
 * @throws UserError `damaged`, `unsupported-encoding` or `too-large`
 */
export async function read(content: FileContent, codecs: PixelCodecs): Promise<MedicalImage> {
  const parsed = await parseContent(content);
  const { pixel, syntax: stated } = parsing(header, () => pixelsOf(parsed));
  const codestreams = (await isEncapsulated(parsed, pixel, stated)) ? await codestreamsOf(parsed, pixel) : [];
  const { syntax, remarks } = await actualSyntax(stated, codestreams);
  const { file, dataSet } = parsed;
  const source = { file, pixel, syntax, codecs, codestreams };
  return parsing(header, () => open(dataSet, source, [...parsed.remarks, ...remarks]));
}

/** How the pixels are compressed, where the transfer syntax says something else, and a remark on that. */
async function actualSyntax(
  stated: TransferSyntax,
  codestreams: readonly Codestream[],
): Promise<{ syntax: TransferSyntax; remarks: readonly Message[] }> {
  if (codestreams.length === 0) {
    if (stated.compression === 'none') return { syntax: stated, remarks: [] };
    return {
      syntax: { ...stated, compression: 'none' },
      remarks: [t`The file specifies ${stated.name}, but its pixels are not compressed.`],
    };
  }
  const codec = codecOf(await codestreams[0]!());
  if (stated.compression === 'none' && codec === undefined) {
    throw unsupportedEncoding(
      t`The file specifies ${stated.name}, but its pixels are compressed with an unknown method.`,
      t`Correct the transfer syntax, or export the file again.`,
    );
  }
  if (codec === undefined || codec === stated.compression) return { syntax: stated, remarks: [] };
  return {
    syntax: { ...stated, compression: codec },
    remarks: [t`The file specifies ${stated.name}, but its pixels are compressed as ${codecTitles[codec]}.`],
  };
}

const codecTitles: Readonly<Record<CodecName, string>> = {
  jpeg: 'JPEG',
  'jpeg-lossless': 'JPEG Lossless',
  'jpeg-ls': 'JPEG-LS',
  'jpeg-2000': 'JPEG 2000',
  htj2k: 'HTJ2K',
  webp: 'WebP',
};

const header = t`The DICOM header`;

function pixelsOf({ dataSet, transferSyntax }: ParsedFile): Pick<FrameSource, 'pixel' | 'syntax'> {
  const pixel = readImagePixel(dataSet);
  const syntax = transferSyntaxOf(transferSyntax);
  const { width, height, frames } = pixel;
  const mosaic = readMosaic(dataSet, frameGroups(dataSet), pixel);
  // Frames of a slide are decoded one by one, however many there are.
  if (mosaic === undefined) checkExtent({ width, height, slices: frames, bytesPerPixel: bytesOf(pixel) });
  else {
    checkExtent({ width, height, slices: 1, bytesPerPixel: bytesOf(pixel) });
    checkPyramid({ width: mosaic.width, height: mosaic.height, slices: 1, volumes: mosaic.planes });
  }
  return { pixel, syntax };
}

/** Bytes of a decoded pixel. */
function bytesOf(pixel: ImagePixel): number {
  return channelsOf(pixel) * bytesPerSample(pixel.sampleType);
}

function channelsOf({ samplesPerPixel, photometric }: ImagePixel): 1 | 3 {
  return samplesPerPixel === 3 || photometric === 'PALETTE COLOR' ? 3 : 1;
}

/** Whether pixels lie in items. Some writers state a length for them, which native pixels of that length have as well. */
async function isEncapsulated(
  { file }: ParsedContent,
  pixel: ImagePixel,
  { compression }: TransferSyntax,
): Promise<boolean> {
  const { isDelimited, dataOffset, length } = pixel.element;
  if (isDelimited === true) return true;
  const isNativeLength = compression === 'none' && Math.abs(length - nativeBytes(pixel)) <= 1;
  return !isNativeLength && (await beginsWithItem(file, dataOffset));
}

async function codestreamsOf(
  { file, dataSet }: ParsedContent,
  { element, frames }: ImagePixel,
): Promise<readonly Codestream[]> {
  const { dataOffset, length, isDelimited } = element;
  const end = isDelimited === true ? file.size : Math.min(file.size, dataOffset + length);
  const { fragments, offsets } = await findFragments(file, dataOffset, end);
  const extended = extendedOffsets(dataSet);
  return encapsulatedFrames(file, fragments, extended.length > 0 ? extended : offsets, frames);
}

function open(dataSet: DataSet, source: FrameSource, fileRemarks: readonly Message[]): MedicalImage {
  const { pixel, syntax } = source;
  const { width, height, frames } = pixel;
  const channels = channelsOf(pixel);
  const palette = pixel.photometric === 'PALETTE COLOR' ? readPalette(dataSet, pixel.signed) : undefined;
  const groups = frameGroups(dataSet);
  const numbers = numberRemarks(dataSet);
  const values = modalityOf(dataSet, groups, pixel);
  const presentation = presentationOf(dataSet, pixel);
  const { remarks: placing = [], ...placement } = placementOf(dataSet, groups, frames);
  const overlays = countOverlays(dataSet);
  const remarks = [...fileRemarks, ...numbers, ...presentation.remarks, ...overlayRemarks(overlays), ...placing];
  const padding = paddingOf(dataSet, pixel);
  const modality = dataSet.string('x00080060') ?? '';
  const suv = channels === 3 ? undefined : suvFactorOf(dataSet);
  const info: ImageInfo = {
    format: 'dicom',
    width,
    height,
    slices: frames,
    channels,
    sampleType: channels === 3 ? 'uint8' : typeOfValues(pixel, values.table),
    modality,
    ...placement,
    unit: channels === 3 ? '' : values.unit,
    ...(suv === undefined ? {} : { suv }),
    ...(overlays === 0 ? {} : { overlays }),
    ...(remarks.length === 0 ? {} : { remarks }),
    encoding: `${syntax.name} (${syntax.uid}), ${describe(pixel)}`,
  };
  const segmentation = readSegmentation(dataSet, groups, frames);
  const greySlice = (samples: SampleArray, index: number): Slice => {
    const { slope, intercept } = values.rescale(index);
    const isSigned = values.table === undefined && (pixel.signed || intercept < 0);
    const { windows, tables } = voiOf(groups, index, isSigned);
    const slice: Slice = {
      width,
      height,
      channels: 1,
      data: values.table === undefined ? samples : lookUp(samples, values.table),
      slope,
      intercept,
      windows,
      ...(tables.length === 0 ? {} : { greyTables: tables }),
      invert: presentation.invert,
      // A table gives filling values that other pixels may have as well.
      ...(padding === undefined || values.table !== undefined ? {} : { padding }),
    };
    return withUsableWindows(slice, modality);
  };
  const readFrame = async (index: number): Promise<Slice> => {
    const samples = await decodeFrame(source, index);
    if (channels === 1) return parsing(header, () => greySlice(samples, index));
    const data = palette === undefined ? samples : applyPalette(samples, palette);
    return { width, height, channels, data, slope: 1, intercept: 0, invert: false, windows: [] };
  };
  const stack: MedicalImage = {
    info,
    ...(segmentation === undefined ? {} : { segmentation }),
    async readSlice(index): Promise<Slice> {
      if (!(index >= 0 && index < frames)) throw new RangeError(`Slice ${index} is outside 0 to ${frames - 1}.`);
      return readFrame(index);
    },
  };
  const mosaic = readMosaic(dataSet, groups, pixel);
  return mosaic === undefined ? stack : slideOf(stack, mosaic, mosaicRegions(mosaic, pixel, readFrame, frames));
}

/** The picture that the frames of a slide make. */
function slideOf(frames: MedicalImage, mosaic: Mosaic, regions: RegionReader): MedicalImage {
  const { geometry: _ofFrames, remarks: _onFrames, ...described } = frames.info;
  const { width, height, planes, missing, magnification } = mosaic;
  const isByRegions = isLarge(mosaic);
  const info: ImageInfo = {
    ...described,
    ...{ width, height, slices: 1 },
    ...(planes === 1 ? {} : { volumes: planes }),
    ...(magnification === undefined ? {} : { magnification }),
    ...(isByRegions ? { levels: regions.levels } : {}),
    ...(missing > 0 ? { remarks: [t`Of the tiles, ${missing} are missing and shown in black.`] } : {}),
  };
  return {
    info,
    frames,
    async readSlice(index, volume = 0) {
      checkSlice(info, index, volume);
      const { channels, sampleType } = info;
      checkExtent({ width, height, slices: 1, bytesPerPixel: channels * bytesPerSample(sampleType as SampleType) });
      return regions.read(0, rectOf(info), { slice: 0, volume });
    },
    ...(isByRegions ? { regions } : {}),
  };
}

/** Of the samples that slices have. */
function typeOfValues({ sampleType }: ImagePixel, table: LookupTable | undefined): SampleType {
  if (table === undefined) return sampleType;
  return table.bits <= 8 ? 'uint8' : 'uint16';
}

function describe({ photometric, bitsStored, bitsAllocated }: ImagePixel): string {
  return `${photometric}, ${bitsStored} of ${bitsAllocated} bits`;
}
