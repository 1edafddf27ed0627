import { wholeOf, type ByteSource } from '../../base/byteSource';
import { concatBytes } from '../../base/bytes';
import type { MedicalImage } from '../../image/medicalImage';
import { isLarge } from '../../image/pyramid';
import type { Reduction } from '../../image/regionReader';
import type { Slice } from '../../image/slice';
import { t } from '../../text/message';
import { damaged } from '../failures';
import { checkDecoded, checkExtent, checkPyramid } from '../limits';
import { orient, orientedSize } from '../orient';
import type { PixelCodecs } from '../pixelCodecs';
import { readHeader, type JpegHeader } from './header';

const endMarker = Uint8Array.of(0xff, 0xd9);

/**
 * Reads an 8-bit grey or colour JPEG, upright: its EXIF orientation is applied.
 * @throws UserError `damaged`, `unsupported-encoding` or `too-large`
 */
export function read(content: ByteSource, codecs: PixelCodecs): Promise<MedicalImage> {
  return wholeOf(content).then((bytes) => open(bytes, readHeader(bytes), codecs));
}

function open(bytes: Uint8Array, header: JpegHeader, codecs: PixelCodecs): MedicalImage {
  const { width, height, channels, orientation, process, isCmyk } = header;
  const extent = { width, height, slices: 1, bytesPerPixel: channels };
  const isReduced = isLarge(header) && canReduce(header);
  if (isReduced) checkPyramid(extent);
  else checkExtent(extent);
  return {
    info: {
      format: 'jpeg',
      ...orientedSize({ width, height }, orientation),
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
      checkExtent(extent);
      return decode(bytes, header, codecs, 1);
    },
    ...(isReduced
      ? {
          readReduced: async (reduction) => {
            if (reduction === 1) checkDecoded(extent);
            return decode(bytes, header, codecs, reduction);
          },
        }
      : {}),
  };
}

/** Edges that are rounded up would otherwise lie to the left and above once the picture is upright. */
function canReduce({ width, height, orientation, isCmyk }: JpegHeader): boolean {
  return !isCmyk && (orientation === 1 || (width % 8 === 0 && height % 8 === 0));
}

async function decode(
  bytes: Uint8Array,
  { width, height, channels, orientation, isEnded }: JpegHeader,
  codecs: PixelCodecs,
  reduction: Reduction,
): Promise<Slice> {
  const layout = { width, height, channels, bitsAllocated: 8, bitsStored: 8, signed: false };
  const stream = isEnded ? bytes : concatBytes([bytes, endMarker]);
  const frame = await codecs.decode('jpeg', stream, layout, reduction);
  const size = { width: Math.ceil(width / reduction), height: Math.ceil(height / reduction) };
  if (frame.width !== size.width || frame.height !== size.height || frame.channels !== channels) {
    throw damaged(t`The size of the decoded JPEG differs from its header.`);
  }
  const { data } = orient(frame.data as Uint8Array, size, channels, orientation);
  const upright = orientedSize(size, orientation);
  return { ...upright, channels, data, slope: 1, intercept: 0, invert: false, windows: [] };
}
