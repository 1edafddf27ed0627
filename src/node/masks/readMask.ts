import { UserError, userErrorOf } from '../../core/base/error';
import type { Size } from '../../core/geometry/rect';
import { Mask } from '../../core/mask/mask';
import { t } from '../../core/text/message';
import { openImage } from '../image/openImage';

/**
 * Reads a reference mask: every pixel that is not black belongs to the object.
 * @param size size of its image
 * @throws UserError that names the file, `damaged` also when the sizes differ, `unsupported-encoding` for probabilities
 */
export async function readMask(file: string, size: Size): Promise<Mask> {
  try {
    const image = await openImage(file, { series: 'single' });
    try {
      const { width, height, channels, data } = await image.readSlice(0);
      if (width !== size.width || height !== size.height) {
        throw new UserError('damaged', {
          problem: t`The mask has ${width} × ${height} pixels, but its image has ${size.width} × ${size.height}.`,
        });
      }
      const mask = new Mask(width, height);
      for (let i = 0; i < data.length; i++) {
        const value = data[i]!;
        if (!Number.isInteger(value)) throw probabilities(value);
        if (value > 0) mask.data[Math.floor(i / channels)] = 1;
      }
      return mask;
    } finally {
      image.dispose();
    }
  } catch (error) {
    throw userErrorOf(error, file);
  }
}

function probabilities(value: number): UserError {
  return new UserError('unsupported-encoding', {
    problem: t`The mask contains the value ${value}: it holds probabilities, not an object.`,
    advice: t`Threshold it at 0.5, and save it as PNG.`,
  });
}
