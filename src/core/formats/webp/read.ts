import { wholeOf, type ByteSource } from '../../base/byteSource';
import type { MedicalImage } from '../../image/medicalImage';
import { t } from '../../text/message';
import { damaged } from '../failures';
import { checkExtent } from '../limits';
import { orient, orientedSize } from '../orient';
import type { PixelCodecs } from '../pixelCodecs';
import { readHeader } from './header';

/**
 * Reads a WebP that is no animation, as 8-bit RGB, upright: its EXIF orientation is applied. Transparency is laid over black.
 * @throws UserError `damaged`, `unsupported-encoding` or `too-large`
 */
export function read(content: ByteSource, codecs: PixelCodecs): Promise<MedicalImage> {
  return wholeOf(content).then((bytes) => {
    const { width, height, kind, orientation } = readHeader(bytes);
    const upright = orientedSize({ width, height }, orientation);
    checkExtent({ width, height, slices: 1, bytesPerPixel: 4 });
    return {
      info: {
        format: 'webp',
        ...upright,
        slices: 1,
        channels: 3,
        sampleType: 'uint8',
        modality: '',
        unit: '',
        ...(orientation === 1 ? {} : { orientation }),
        encoding: `WebP, ${kind}${orientation === 1 ? '' : `, EXIF orientation ${orientation}`}`,
      },
      async readSlice(index) {
        if (index !== 0) throw new RangeError('A WebP has only slice 0.');
        const frame = await codecs.decode('webp', bytes);
        if (frame.width !== width || frame.height !== height || frame.channels !== 4) {
          throw damaged(t`The size of the decoded WebP differs from its header.`);
        }
        const { data } = orient(overBlack(frame.data as Uint8Array), { width, height }, 3, orientation);
        return { ...upright, channels: 3, data, slope: 1, intercept: 0, invert: false, windows: [] };
      },
    };
  });
}

function overBlack(rgba: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4) {
    const alpha = rgba[from + 3]! / 255;
    for (let channel = 0; channel < 3; channel++) rgb[to++] = Math.round(rgba[from + channel]! * alpha);
  }
  return rgb;
}
