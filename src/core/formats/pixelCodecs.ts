import type { Reduction } from '../image/regionReader';

/** Compressions of single frames that need a codec of their own. */
export type CodecName = 'jpeg' | 'jpeg-lossless' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k' | 'webp';

/** What the file's header says of a frame; some codestreams leave their sign or their colour open. */
export interface FrameLayout {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly signed: boolean;
}

export interface DecodedFrame {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** Precision of a sample as the codestream states it. */
  readonly bits: number;
  readonly signed: boolean;
  /** Row by row, interleaved; owned by the receiver. Colour of a JPEG is RGB, of a WebP RGBA. */
  readonly data: Uint8Array | Int8Array | Uint16Array | Int16Array;
}

/** Port to the codecs, which are WebAssembly and live outside the core. */
export interface PixelCodecs {
  /**
   * Decodes one frame.
   * @param layout of the frame at its own size
   * @param reduction 8 only for `jpeg` of 8 bits; sides that it does not divide are rounded up
   * @throws UserError `damaged` for a broken codestream, `unsupported-encoding` for a kind that the codec cannot decode.
   */
  decode(codec: CodecName, bytes: Uint8Array, layout?: FrameLayout, reduction?: Reduction): Promise<DecodedFrame>;
  /**
   * Inflates a zlib stream faster than plain code can.
   * @param length bytes that are wanted at most
   * @returns undefined where that goes wrong, for whatever reason
   */
  inflate?(bytes: Uint8Array, length: number): Uint8Array | undefined;
}
