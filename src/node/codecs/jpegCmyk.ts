import { parsing } from '../../core/formats/failures';
import type { DecodedFrame } from '../../core/formats/pixelCodecs';
import { t } from '../../core/text/message';

/** Limits are checked by the header before; these are the decoder's own, which are lower. */
const noLimits = { maxMemoryUsageInMB: 4096, maxResolutionInMP: 512 };

/**
 * Decodes a baseline or progressive JPEG of cyan, magenta, yellow and black, or of luminance, chrominance and black, to RGB:
 * as Adobe's programs write them, inverted.
 * @throws UserError `damaged`
 */
export async function decodeJpegCmyk(bytes: Uint8Array): Promise<DecodedFrame> {
  const { decode } = await import('jpeg-js');
  return parsing(t`The JPEG pixel data`, () => {
    const { width, height, data } = decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      ...noLimits,
    });
    return { width, height, channels: 3, bits: 8, signed: false, data };
  });
}
