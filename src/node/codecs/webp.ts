import { readFile } from 'node:fs/promises';
import wasm from '@cwasm/webp/webp.wasm';
import { once } from '../../core/base/once';
import { damaged, parsing } from '../../core/formats/failures';
import type { DecodedFrame } from '../../core/formats/pixelCodecs';
import { t } from '../../core/text/message';
import { bundledFile } from '../process/productPaths';

/** What libwebp exports. Pointers are offsets into its memory. */
interface LibWebp {
  readonly memory: WebAssembly.Memory;
  malloc(bytes: number): number;
  /** Writes width and height to where the last two point, and returns RGBA pixels, or 0 when there are none. */
  WebPDecodeRGBA(data: number, bytes: number, width: number, height: number): number;
}

const compiled = once(async () => WebAssembly.compile(await readFile(bundledFile(wasm))));

/**
 * Decodes a WebP that is no animation to RGBA. Its size has to be checked before.
 * @throws UserError `damaged`
 */
export async function decodeWebp(bytes: Uint8Array): Promise<DecodedFrame> {
  // An instance of its own for each image: a broken one leaves nothing behind, and its memory is given back.
  const libwebp = await instantiate(await compiled());
  return parsing(t`The WebP pixel data`, () => decode(libwebp, bytes));
}

async function instantiate(module: WebAssembly.Module): Promise<LibWebp> {
  const refuse = (): never => {
    throw new Error('libwebp has no files');
  };
  const system = { fd_close: refuse, fd_seek: refuse, fd_write: refuse };
  const { exports } = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: system });
  return exports as unknown as LibWebp;
}

function decode(libwebp: LibWebp, bytes: Uint8Array): DecodedFrame {
  const input = libwebp.malloc(bytes.length);
  const size = libwebp.malloc(8);
  if (input === 0 || size === 0) throw new Error('out of memory');
  new Uint8Array(libwebp.memory.buffer, input, bytes.length).set(bytes);
  const output = libwebp.WebPDecodeRGBA(input, bytes.length, size, size + 4);
  if (output === 0) throw damaged(t`The WebP pixel data are damaged or truncated.`);
  // Its memory has grown, so that it is another buffer now.
  const [width, height] = new Uint32Array(libwebp.memory.buffer, size, 2) as unknown as [number, number];
  const data = new Uint8Array(libwebp.memory.buffer, output, width * height * 4).slice();
  return { width, height, channels: 4, bits: 8, signed: false, data };
}
