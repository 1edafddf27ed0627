import { encode } from 'fast-png';
import { UserError } from '../../base/error';
import type { Slice } from '../../image/slice';
import { t } from '../../text/message';

/** Whether {@link writeSamplesPng} can encode the samples of a slice. */
export function fitsPng({ channels, data }: Slice): boolean {
  return data instanceof Uint8Array || (data instanceof Uint16Array && channels === 1);
}

/**
 * Encodes the stored samples of a slice as PNG, lossless: grey of 8 or 16 bits, or 8-bit RGB.
 * @throws UserError `unsupported-encoding` for samples of other types
 */
export function writeSamplesPng({ width, height, channels, data }: Slice): Uint8Array {
  if (data instanceof Uint8Array) return encode({ width, height, data, depth: 8, channels });
  if (data instanceof Uint16Array && channels === 1) return encode({ width, height, data, depth: 16, channels });
  throw new UserError('unsupported-encoding', {
    problem: t`PNG cannot hold the samples of this image, which are not unsigned 8-bit or 16-bit integers.`,
    advice: t`Convert the image to NIfTI, and export it with other volumes.`,
  });
}
