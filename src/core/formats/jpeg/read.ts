import { wholeOf, type ByteSource } from '../../base/byteSource';
import type { MedicalImage } from '../../image/medicalImage';
import { t } from '../../text/message';
import { damaged } from '../failures';
import { concatBytes } from '../../base/bytes';
import { checkExtent } from '../limits';
import type { PixelCodecs } from '../pixelCodecs';
import { readHeader } from './header';
import { orient, orientedSize } from '../orient';

const endMarker = Uint8Array.of(0xff, 0xd9);

/**
 * Reads an 8-bit grey or colour JPEG, upright: its EXIF orientation is applied.
 * @throws UserError `damaged`, `unsupported-encoding` or `too-large`
 */
export function read(content: ByteSource, codecs: PixelCodecs): Promise<MedicalImage> {
  return wholeOf(content).then((bytes) => {
    const { width, height, channels, orientation, process, isCmyk, isEnded } = readHeader(bytes);
    checkExtent({ width, height, slices: 1, bytesPerPixel: channels });
    const upright = orientedSize({ width, height }, orientation);
    return {
      info: {
        format: 'jpeg',
        ...upright,
        slices: 1,
        channels,
        sampleType: 'uint8',
        modality: '',
        unit: '',
        ...(orientation === 1 ? {} : { orientation }),
        encoding: `JPEG, ${process}${isCmyk ? ', CMYK' : ''}${orientation === 1 ? '' : `, EXIF orientation ${orientation}`}`,
      },
      async readSlice(index) {
        if (index !== 0) throw new RangeError('A JPEG has only slice 0.');
        const layout = { width, height, channels, bitsAllocated: 8, bitsStored: 8, signed: false };
        const frame = await codecs.decode('jpeg', isEnded ? bytes : concatBytes([bytes, endMarker]), layout);
        if (frame.width !== width || frame.height !== height || frame.channels !== channels) {
          throw damaged(t`The size of the decoded JPEG differs from its header.`);
        }
        const { data } = orient(frame.data as Uint8Array, { width, height }, channels, orientation);
        return { ...upright, channels, data, slope: 1, intercept: 0, invert: false, windows: [] };
      },
    };
  });
}
