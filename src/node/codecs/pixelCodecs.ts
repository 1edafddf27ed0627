import { UserError } from '../../core/base/error';
import type { PixelCodecs } from '../../core/formats/pixelCodecs';

/** The codecs of compressed frames. */
export function createPixelCodecs(): PixelCodecs {
  return {
    decode: (codec) =>
      Promise.reject(
        new UserError('unsupported-encoding', { problem: `Pixels compressed as ${codec} cannot be decoded.` }),
      ),
  };
}
