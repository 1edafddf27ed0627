import wasm from '@cwasm/webp/webp.wasm';
import { damaged, parsing } from '../../core/formats/failures';
import type { DecodedFrame } from '../../core/formats/pixelCodecs';
import { t } from '../../core/text/message';
import { allocate, plainWasm, type PlainWasm } from './plainWasm';

interface LibWebp extends PlainWasm {
  /** Writes width and height to where the last two point, and returns RGBA pixels, or 0 when there are none. */
  WebPDecodeRGBA(data: number, bytes: number, width: number, height: number): number;
}

const instantiate = plainWasm<LibWebp>(wasm);

/**
 * Decodes a WebP that is no animation to RGBA. Its size has to be checked before.
 * @throws UserError `damaged`
 */
export async function decodeWebp(bytes: Uint8Array): Promise<DecodedFrame> {
  const libwebp = await instantiate();
  return parsing(t`The WebP pixel data`, () => decode(libwebp, bytes));
}

function decode(libwebp: LibWebp, bytes: Uint8Array): DecodedFrame {
  const input = allocate(libwebp, bytes.length);
  const size = allocate(libwebp, 8);
  new Uint8Array(libwebp.memory.buffer, input, bytes.length).set(bytes);
  const output = libwebp.WebPDecodeRGBA(input, bytes.length, size, size + 4);
  if (output === 0) throw damaged(t`The WebP pixel data are damaged or truncated.`);
  // Its memory has grown, so that it is another buffer now.
  const [width, height] = new Uint32Array(libwebp.memory.buffer, size, 2) as unknown as [number, number];
  const data = new Uint8Array(libwebp.memory.buffer, output >>> 0, width * height * 4).slice();
  return { width, height, channels: 4, bits: 8, signed: false, data };
}
