import { wholeOf, type ByteSource } from '../../base/byteSource';
import { decode } from 'fast-png';
import type { MedicalImage } from '../../image/medicalImage';
import type { Slice } from '../../image/slice';
import { t } from '../../text/message';
import { parsing } from '../failures';
import { checkExtent } from '../limits';
import { orient } from '../orient';
import { checkLength } from './checkLength';
import { essentialChunks, readHeader, type PngHeader } from './header';
import { toPixels } from './pixels';

/**
 * Reads a PNG of any colour type. Grey keeps its depth (less than 8 bits are spread over 0 to 255); colour becomes
 * 8-bit RGB; transparency is laid over black; EXIF orientation is applied.
 * @throws UserError `damaged` or `too-large`
 */
export function read(content: ByteSource): Promise<MedicalImage> {
  return wholeOf(content).then((bytes) => {
    const header = readHeader(bytes);
    const { width, height } = header;
    checkExtent({ width, height, slices: 1, bytesPerPixel: header.channels * (header.depth === 16 ? 2 : 1) });
    checkLength(header);
    const png = parsing(t`The PNG`, () => decode(essentialChunks(bytes, header), { checkCrc: true }));
    const { data: stored, channels } = toPixels(png);
    const { orientation } = header;
    const { data, ...upright } = orient(stored, { width, height }, channels, orientation);
    const slice: Slice = { ...upright, channels, data, slope: 1, intercept: 0, invert: false, windows: [] };
    return {
      info: {
        format: 'png',
        ...upright,
        slices: 1,
        channels,
        sampleType: data instanceof Uint16Array ? 'uint16' : 'uint8',
        modality: '',
        unit: '',
        ...(orientation === 1 ? {} : { orientation }),
        encoding: [
          `PNG, ${header.depth}-bit ${colourOf(header)}`,
          ...(header.interlaced ? ['interlaced'] : []),
          ...(orientation === 1 ? [] : [`EXIF orientation ${orientation}`]),
        ].join(', '),
      },
      readSlice: (index) =>
        index === 0 ? Promise.resolve(slice) : Promise.reject(new RangeError('A PNG has only slice 0.')),
    };
  });
}

function colourOf({ channels, indexed }: PngHeader): string {
  if (indexed) return 'palette';
  return (channels < 3 ? 'grey' : 'RGB') + (channels % 2 === 0 ? ' with transparency' : '');
}
