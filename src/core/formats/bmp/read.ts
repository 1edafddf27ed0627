import { wholeOf, type ByteSource } from '../../base/byteSource';
import type { MedicalImage } from '../../image/medicalImage';
import { checkComplete } from '../failures';
import { checkExtent } from '../limits';
import { readHeader } from './header';
import { isGrey, rowBytes, toPixels } from './pixels';

/**
 * Reads an uncompressed BMP. Palettes of greys give a grey image, everything else 8-bit RGB; transparency, which most
 * programs leave undefined, is ignored.
 * @throws UserError `damaged`, `unsupported-encoding` or `too-large`
 */
export function read(content: ByteSource): Promise<MedicalImage> {
  return wholeOf(content).then((bytes) => {
    const header = readHeader(bytes);
    const { width, height, bits, dataOffset } = header;
    const channels = isGrey(header) ? 1 : 3;
    checkExtent({ width, height, slices: 1, bytesPerPixel: channels });
    const end = dataOffset + height * rowBytes(header);
    checkComplete(bytes.length, end);
    return {
      info: {
        format: 'bmp',
        width,
        height,
        slices: 1,
        channels,
        sampleType: 'uint8',
        modality: '',
        unit: '',
        encoding: `BMP, ${bits} bits per pixel`,
      },
      async readSlice(index) {
        if (index !== 0) throw new RangeError('A BMP has only slice 0.');
        const data = await Promise.resolve(toPixels(bytes.subarray(dataOffset, end), header));
        return { width, height, channels, data, slope: 1, intercept: 0, invert: false, windows: [] };
      },
    };
  });
}
