import wasm from '@cwasm/jpeg-turbo/jpeg-turbo.wasm';
import { UserError } from '../../core/base/error';
import { damaged } from '../../core/formats/failures';
import type { DecodedFrame } from '../../core/formats/pixelCodecs';
import type { Reduction } from '../../core/image/regionReader';
import { t } from '../../core/text/message';
import type { JpegFrame } from './jpegFrame';
import { allocate, plainWasm, type PlainWasm } from './plainWasm';

/** The part of TurboJPEG's interface, version 2, that is used here. */
interface TurboJpeg extends PlainWasm {
  tjInitDecompress(): number;
  /** 0 when it succeeds without a warning. */
  tjDecompress2(
    decoder: number,
    jpeg: number,
    bytes: number,
    pixels: number,
    width: number,
    pitch: number,
    height: number,
    format: number,
    flags: number,
  ): number;
  tjDestroy(decoder: number): number;
}

const pixelFormat = { rgb: 0, grey: 6 };

/** Bytes of memory beyond which an instance is not kept for the next frame. */
const mostKept = 64 * 2 ** 20;
/** Samples beyond which an end without a reason is taken for a lack of memory, of which a progressive JPEG needs two bytes for each. */
const mostSamples = 2 ** 29;

/** libjpeg-turbo: sequential and progressive DCT of 8 bits, grey and colour. */
export class LibjpegTurbo {
  readonly #instantiate = plainWasm<TurboJpeg>(wasm);
  #library: Promise<TurboJpeg> | undefined;

  /**
   * Decodes to grey or RGB. Its size has to be checked before.
   * @param frame what its header says
   * @throws UserError `damaged` or `too-large`
   */
  async decode(bytes: Uint8Array, frame: JpegFrame, reduction: Reduction): Promise<DecodedFrame> {
    this.#library ??= this.#instantiate();
    const library = await this.#library;
    try {
      const decoded = decode(library, bytes, frame, reduction);
      const { buffer } = library.memory;
      if (buffer.byteLength <= mostKept) return { ...decoded, data: decoded.data.slice() };
      // Nobody else uses its memory any more: a copy of a large picture would double what it takes.
      this.#library = undefined;
      return decoded;
    } catch (error) {
      this.#library = undefined;
      if (error instanceof UserError) throw error;
      if (frame.width * frame.height * frame.components > mostSamples) {
        throw new UserError('too-large', {
          problem: t`The ${'JPEG'} pixel data need more memory than their decoder has.`,
          advice: t`Crop or downsample it, or split it into parts.`,
          cause: error,
        });
      }
      throw broken(error);
    }
  }
}

function broken(cause?: unknown): UserError {
  return damaged(t`The ${'JPEG'} pixel data are damaged${''}.`, cause);
}

/** The pixels are a view of the library's memory, until it is used again. */
function decode(library: TurboJpeg, bytes: Uint8Array, frame: JpegFrame, reduction: Reduction): DecodedFrame {
  const [width, height] = [Math.ceil(frame.width / reduction), Math.ceil(frame.height / reduction)];
  const channels = frame.components === 1 ? 1 : 3;
  const jpeg = allocate(library, bytes.length);
  new Uint8Array(library.memory.buffer, jpeg, bytes.length).set(bytes);
  const pixels = allocate(library, width * height * channels);
  const decoder = library.tjInitDecompress();
  const format = channels === 1 ? pixelFormat.grey : pixelFormat.rgb;
  const status = library.tjDecompress2(decoder, jpeg, bytes.length, pixels, width, 0, height, format, 0);
  library.tjDestroy(decoder);
  if (status !== 0) throw broken();
  library.free(jpeg);
  library.free(pixels);
  const data = new Uint8Array(library.memory.buffer, pixels, width * height * channels);
  return { width, height, channels, bits: 8, signed: false, data };
}
