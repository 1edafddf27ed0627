import { inflateSync } from 'node:zlib';
import type { CodecName, DecodedFrame, FrameLayout, PixelCodecs } from '../../core/formats/pixelCodecs';
import type { Reduction } from '../../core/image/regionReader';
import { highThroughputJpeg2000 } from './highThroughputJpeg2000';
import { JpegDecoder } from './jpeg';
import { jpeg2000 } from './jpeg2000';
import { decodeJpegLossless } from './jpegLossless';
import { jpegLs } from './jpegLs';
import { WasmFrameDecoder } from './wasmDecoder';
import { decodeWebp } from './webp';

interface FrameDecoder {
  decode(bytes: Uint8Array, layout?: FrameLayout, reduction?: Reduction): Promise<DecodedFrame>;
}

/** The codecs of compressed frames: WebAssembly, one module per codec, loaded when first needed. */
export function createPixelCodecs(): PixelCodecs {
  const decoders: Readonly<Record<CodecName, FrameDecoder>> = {
    jpeg: new JpegDecoder(),
    'jpeg-lossless': { decode: decodeJpegLossless },
    'jpeg-ls': new WasmFrameDecoder(jpegLs),
    'jpeg-2000': new WasmFrameDecoder(jpeg2000),
    webp: { decode: decodeWebp },
    htj2k: new WasmFrameDecoder(highThroughputJpeg2000),
  };
  return { decode: (codec, bytes, layout, reduction) => decoders[codec].decode(bytes, layout, reduction), inflate };
}

/** By Node's own zlib. Streams that hold more than is wanted are left to who reads them bit by bit. */
function inflate(bytes: Uint8Array, length: number): Uint8Array | undefined {
  try {
    const inflated = inflateSync(bytes, { maxOutputLength: Math.max(length, 1) });
    return inflated.length === length ? new Uint8Array(inflated.buffer, inflated.byteOffset, length) : undefined;
  } catch {
    return undefined;
  }
}
