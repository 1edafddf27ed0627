import type { CodecName, DecodedFrame, FrameLayout, PixelCodecs } from '../../core/formats/pixelCodecs';
import { highThroughputJpeg2000 } from './highThroughputJpeg2000';
import { decodeJpeg } from './jpeg';
import { jpeg2000 } from './jpeg2000';
import { decodeJpegLossless } from './jpegLossless';
import { jpegLs } from './jpegLs';
import { decodeWebp } from './webp';

const decoders: Readonly<Record<CodecName, (bytes: Uint8Array, layout?: FrameLayout) => Promise<DecodedFrame>>> = {
  jpeg: decodeJpeg,
  'jpeg-lossless': decodeJpegLossless,
  'jpeg-ls': (bytes, layout) => jpegLs.decode(bytes, layout),
  'jpeg-2000': (bytes, layout) => jpeg2000.decode(bytes, layout),
  webp: decodeWebp,
  htj2k: (bytes, layout) => highThroughputJpeg2000.decode(bytes, layout),
};

/** The codecs of compressed frames: WebAssembly, one module per codec and thread, loaded when first needed. */
export function createPixelCodecs(): PixelCodecs {
  return { decode: (codec, bytes, layout) => decoders[codec](bytes, layout) };
}
