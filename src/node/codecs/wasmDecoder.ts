import { readFile } from 'node:fs/promises';
import { messageOf, UserError } from '../../core/base/error';
import { damaged, unsupportedEncoding } from '../../core/formats/failures';
import { checkExtent } from '../../core/formats/limits';
import type { DecodedFrame, FrameLayout } from '../../core/formats/pixelCodecs';
import { t } from '../../core/text/message';
import { bundledFile } from '../process/productPaths';

/** What a codestream says of its frame. */
export interface FrameInfo {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
  readonly isSigned?: boolean;
}

/** A C++ decoder behind Emscripten; its buffers lie in the heap that all decoders of a module share. */
export interface WasmDecoder {
  getEncodedBuffer(length: number): Uint8Array;
  readHeader?(): void;
  decode(): void;
  getFrameInfo(): FrameInfo;
  getDecodedBuffer(): Uint8Array;
  /** JPEG-LS: 0 component after component, otherwise pixel after pixel. */
  getInterleaveMode?(): number;
  delete(): void;
}

interface WasmModuleOptions {
  readonly wasmBinary: Uint8Array;
  print(line: string): void;
  printErr(line: string): void;
}

export type WasmModule<Name extends string> = Readonly<Record<Name, new () => WasmDecoder>> & {
  /** The message of a C++ exception, which arrives as a bare number. */
  getExceptionMessage?(exception: number): unknown;
};

export type WasmModuleFactory<Name extends string> = (options: WasmModuleOptions) => Promise<WasmModule<Name>>;

export interface WasmCodec<Name extends string> {
  /** For display, such as “JPEG 2000”. */
  readonly title: string;
  readonly decoder: Name;
  readonly wasm: string;
  /** Whether the size can be asked for before the pixels are decoded: OpenJPEG and CharLS leave it undefined till then. */
  readonly readsHeaderFirst?: boolean;
  /** Loads the module's glue code. */
  readonly load: () => Promise<{ readonly default: WasmModuleFactory<Name> }>;
}

/** Samples beyond which a failure is taken for a lack of memory: decoders have 2 GiB for the stream, the pixels and their work. */
const mostSamples = 2 ** 29;

/** Decodes the frames of one codec; its module is loaded at the first. */
export class WasmFrameDecoder<Name extends string> {
  readonly #codec: WasmCodec<Name>;
  #module: Promise<WasmModule<Name>> | undefined;
  /** What the module has printed during the current call: its only account of many failures. */
  #printed: string[] = [];

  constructor(codec: WasmCodec<Name>) {
    this.#codec = codec;
  }

  /** @throws UserError `damaged`, `too-large` or `unsupported-encoding` */
  async decode(bytes: Uint8Array, layout?: FrameLayout): Promise<DecodedFrame> {
    this.#module ??= this.#load();
    const module = await this.#module;
    this.#printed = [];
    let decoder: WasmDecoder | undefined;
    try {
      decoder = new module[this.#codec.decoder]();
      decoder.getEncodedBuffer(bytes.length).set(bytes);
      if (this.#codec.readsHeaderFirst === true) {
        decoder.readHeader?.();
        checkFrame(this.#codec.title, decoder.getFrameInfo(), layout, this.#reason());
      }
      decoder.decode();
      const info = decoder.getFrameInfo();
      checkFrame(this.#codec.title, info, layout, this.#reason());
      return this.#copyFrame(decoder, info);
    } catch (error) {
      // A decoder that failed may have left the heap in disorder.
      this.#module = undefined;
      if (error instanceof UserError) throw error;
      if (layout !== undefined && layout.width * layout.height * layout.channels > mostSamples) {
        throw new UserError('too-large', {
          problem: t`The ${this.#codec.title} pixel data need more memory than their decoder has.`,
          advice: t`Crop or downsample it, or split it into parts.`,
          cause: error,
        });
      }
      throw damaged(t`The ${this.#codec.title} pixel data are damaged${this.#reason(module, error)}.`, error);
    } finally {
      decoder?.delete();
    }
  }

  async #load(): Promise<WasmModule<Name>> {
    const { default: factory } = await this.#codec.load();
    const print = (line: string): void => {
      this.#printed.push(line);
    };
    return factory({ wasmBinary: await readFile(bundledFile(this.#codec.wasm)), print, printErr: print });
  }

  #copyFrame(
    decoder: WasmDecoder,
    { width, height, bitsPerSample, componentCount, isSigned }: FrameInfo,
  ): DecodedFrame {
    const samples = width * height * componentCount;
    const length = samples * (bitsPerSample <= 8 ? 1 : 2);
    const pixels = decoder.getDecodedBuffer();
    if (pixels.length < length) throw damaged(t`The ${this.#codec.title} pixel data are incomplete${this.#reason()}.`);
    const { buffer } = pixels.slice(0, length);
    const signed = isSigned === true;
    const data =
      bitsPerSample <= 8
        ? signed
          ? new Int8Array(buffer)
          : new Uint8Array(buffer)
        : signed
          ? new Int16Array(buffer)
          : new Uint16Array(buffer);
    const planar = componentCount > 1 && decoder.getInterleaveMode?.() === 0;
    return {
      width,
      height,
      channels: componentCount,
      bits: bitsPerSample,
      signed,
      data: planar ? interleave(data, componentCount) : data,
    };
  }

  #reason(module?: WasmModule<Name>, error?: unknown): string {
    const told = typeof error === 'number' ? module?.getExceptionMessage?.(error) : error && messageOf(error);
    const text = [...this.#printed, ...(Array.isArray(told) ? (told as unknown[]) : [told])]
      .filter((line): line is string => typeof line === 'string' && line.trim() !== '')
      .map((line) => line.trim().replace(/\.$/, ''))
      .join('; ');
    return text === '' ? '' : ` (${text})`;
  }
}

/**
 * Refuses by the codestream's header what cannot be decoded, or would need far more memory than the file's header says.
 * @param layout what that header says, of a size that was checked
 */
export function checkFrame(title: string, info: FrameInfo, layout: FrameLayout | undefined, reason = ''): void {
  const { width, height, bitsPerSample, componentCount } = info;
  if (width === 0 || height === 0) throw damaged(t`The ${title} pixel data have no readable header${reason}.`);
  if (layout === undefined || componentCount > layout.channels) {
    checkExtent({ width, height, slices: 1, bytesPerPixel: componentCount * (bitsPerSample <= 8 ? 1 : 2) });
  }
  if (layout && (layout.width !== width || layout.height !== height)) {
    throw damaged(
      t`The header states ${layout.width} × ${layout.height} pixels, but the ${title} pixel data have ${width} × ${height}.`,
    );
  }
  if (bitsPerSample > 16) {
    throw unsupportedEncoding(
      t`${title} with ${bitsPerSample} bits per sample is not supported.`,
      t`Convert the file to 16 bits or to an uncompressed transfer syntax.`,
    );
  }
}

/** Pixel after pixel from component after component. */
function interleave<T extends Uint8Array | Int8Array | Uint16Array | Int16Array>(planes: T, components: number): T {
  const pixels = planes.length / components;
  const data = planes.slice() as T;
  for (let component = 0; component < components; component++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      data[pixel * components + component] = planes[component * pixels + pixel]!;
    }
  }
  return data;
}
