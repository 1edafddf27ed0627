import type { SampleArray } from '../../image/slice';
import { t } from '../../text/message';
import { damaged, unsupportedEncoding } from '../failures';
import type { CodecName, DecodedFrame, PixelCodecs } from '../pixelCodecs';
import { bytesPerSample, newSamples, reverseGroups, toBytes, toSamples } from '../samples';
import { expand422, interleave, ybrToRgb } from './color';
import type { ByteSource } from '../../base/byteSource';
import { codecOf, withColors, withEnd } from './codestream';
import { nativeFrame, type Codestream } from './frames';
import type { ImagePixel } from './imagePixel';
import { decodeRle } from './rle';
import { maskStored, unpackBits } from './stored';
import type { TransferSyntax } from './transferSyntax';

/** Everything that decoding a frame needs. */
export interface FrameSource {
  /** The file, in which the offsets of its elements count. */
  readonly file: ByteSource;
  readonly pixel: ImagePixel;
  readonly syntax: TransferSyntax;
  readonly codecs: PixelCodecs;
  /** Codestreams by frame; empty for uncompressed files. */
  readonly codestreams: readonly Codestream[];
}

/**
 * Stored values of a frame, or its 8-bit RGB.
 * @throws UserError `damaged` or `unsupported-encoding`
 */
export async function decodeFrame(source: FrameSource, frame: number): Promise<SampleArray> {
  const { pixel, syntax, codecs } = source;
  if (syntax.compression === 'none') return inColor(await nativeSamples(source, frame), pixel, pixel.planar);
  const codestream = source.codestreams[frame];
  if (codestream === undefined) throw damaged(t`Frame ${frame + 1} is missing from the pixel data.`);
  if (syntax.compression === 'rle') return inColor(rleSamples(await codestream(), pixel), pixel, false);
  const stream = await codestream();
  const codec = codecOf(stream) ?? syntax.compression;
  const decoded = await decodeWith(codec, withEnd(withColors(stream, pixel.photometric), codec), pixel, codecs);
  const samples = asStored(decoded, pixel);
  return inColor(samples, pixel, false, codec, Math.min(decoded.bits, pixel.bitsStored));
}

async function nativeSamples({ file, pixel, syntax }: FrameSource, frame: number): Promise<SampleArray> {
  const { bytes, bit } = await nativeFrame(file, pixel, frame);
  if (pixel.bitsAllocated === 1) return unpackBits(bytes, bit, pixel.width * pixel.height);
  const littleEndian = syntax.bigEndian !== true;
  const swapped = !littleEndian && pixel.bitsAllocated === 8 && pixel.element.vr === 'OW';
  const ordered = swapped ? swapWords(bytes) : bytes;
  // Masking changes samples in place, and 8-bit samples would be a view of the file.
  const own = pixel.bitsStored < pixel.bitsAllocated && pixel.bitsAllocated === 8 ? ordered.slice() : ordered;
  return maskStored(toSamples(own, pixel.sampleType, littleEndian), pixel);
}

/** Bytes in 16-bit words of a big-endian file lie the other way round. */
function swapWords(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  reverseGroups(copy, 2);
  return copy;
}

function rleSamples(codestream: Uint8Array, pixel: ImagePixel): SampleArray {
  const pixels = pixel.width * pixel.height;
  if (pixel.bitsAllocated === 1) return unpackBits(decodeRle(codestream, Math.ceil(pixels / 8), 1, 1), 0, pixels);
  const bytes = decodeRle(codestream, pixels, pixel.samplesPerPixel, bytesPerSample(pixel.sampleType));
  return maskStored(toSamples(bytes, pixel.sampleType, true), pixel);
}

async function decodeWith(
  codec: CodecName,
  codestream: Uint8Array,
  pixel: ImagePixel,
  codecs: PixelCodecs,
): Promise<DecodedFrame> {
  const { width, height, samplesPerPixel, bitsAllocated, bitsStored, signed } = pixel;
  if (bitsAllocated > 16 || pixel.sampleType === 'float32') {
    throw unsupportedEncoding(
      t`Compressed DICOM pixels with ${bitsAllocated} bits allocated are not supported.`,
      t`Convert the file to Explicit VR Little Endian.`,
    );
  }
  const layout = { width, height, channels: samplesPerPixel, bitsAllocated, bitsStored, signed };
  const decoded = await codecs.decode(codec, codestream, layout);
  if (decoded.width !== width || decoded.height !== height || decoded.channels !== samplesPerPixel) {
    throw damaged(
      t`The header states ${width} × ${height} pixels of ${samplesPerPixel} samples, but the pixel data have ${decoded.width} × ${decoded.height} of ${decoded.channels}.`,
    );
  }
  return decoded;
}

/**
 * Decoded samples in the header's type. Codestreams of JPEG and JPEG-LS know no sign, those of JPEG 2000 may state none: then
 * the header's sign stands in the highest bit of their precision. A codestream of more bits than are stored holds whole
 * cells, with overlays or rubbish in the others.
 */
function asStored({ data, bits, signed }: DecodedFrame, pixel: ImagePixel): SampleArray {
  if (bits > pixel.bitsStored) {
    const isSigned = pixel.signed || signed;
    const samples = isSigned === signed ? data : newSamples(pixel.sampleType, data.length);
    if (samples !== data) samples.set(data);
    return maskStored(samples, { ...pixel, bitsAllocated: bits, signed: isSigned });
  }
  if (!pixel.signed || signed) return data;
  const samples = newSamples(pixel.sampleType, data.length);
  const spread = 32 - bits;
  for (let i = 0; i < data.length; i++) samples[i] = (data[i]! << spread) >> spread;
  return samples;
}

/** Colour as interleaved 8-bit RGB; grey as it is. */
function inColor(
  samples: SampleArray,
  { samplesPerPixel, photometric, bitsStored }: ImagePixel,
  planar: boolean,
  codec?: CodecName,
  bits = bitsStored,
): SampleArray {
  if (samplesPerPixel === 1) return samples;
  const bytes = toBytes(planar ? interleave(samples) : samples, bits);
  // Codecs of JPEG hand out RGB; those of JPEG 2000 undo the transforms of the codestream itself.
  if (codec === 'jpeg' || photometric === 'RGB' || photometric === 'YBR_RCT' || photometric === 'YBR_ICT') return bytes;
  return ybrToRgb(photometric === 'YBR_FULL_422' && codec === undefined ? expand422(bytes) : bytes);
}
