import { t, type Message } from '../../text/message';
import { damaged, unsupportedEncoding } from '../failures';
import { bytesPerSample, type SampleType } from '../samples';
import { tag, type Directory } from './directory';

/** How a page's chunks are compressed. */
export type Compression = 'none' | 'lzw' | 'deflate' | 'packBits' | 'zstd' | 'jpeg' | 'jpeg-2000' | 'webp';

/** What the fields of a page say of its pixels. */
export interface PageHeader {
  readonly width: number;
  readonly height: number;
  /** Samples of a pixel as stored, with those that are not shown. */
  readonly samples: number;
  readonly bits: number;
  /** Type of a sample once unpacked. */
  readonly sampleType: SampleType;
  readonly color: 'grey' | 'rgb' | 'palette';
  /** WhiteIsZero. */
  readonly invert: boolean;
  /** The sample after the colours is transparency that the colours have not been multiplied with yet. */
  readonly alpha: boolean;
  readonly compression: Compression;
  /** Pixels of a JPEG are luminance and chrominance, not red, green and blue. */
  readonly ycbcr: boolean;
  readonly predictor: 1 | 2 | 3;
  /** Every sample of a pixel lies in a plane of its own. */
  readonly planar: boolean;
  readonly tiled: boolean;
  /** Size of a strip or tile. */
  readonly chunkWidth: number;
  readonly chunkHeight: number;
}

const compressions: Readonly<Record<number, Compression>> = {
  1: 'none',
  5: 'lzw',
  7: 'jpeg',
  8: 'deflate',
  32773: 'packBits',
  32946: 'deflate',
  33005: 'jpeg-2000',
  34712: 'jpeg-2000',
  50000: 'zstd',
  50001: 'webp',
};

const otherCompressions: Readonly<Record<number, string>> = {
  2: 'CCITT RLE',
  3: 'CCITT Group 3',
  4: 'CCITT Group 4',
  6: 'JPEG of TIFF 5',
  33003: 'JPEG 2000 of YCbCr',
  34887: 'LERC',
  34925: 'LZMA',
  50002: 'JPEG XL',
};

const photometric = { whiteIsZero: 0, blackIsZero: 1, rgb: 2, palette: 3, mask: 4, ycbcr: 6 };
const format = { uint: 1, int: 2, float: 3, undefined: 4 };

/** @throws UserError `damaged` or `unsupported-encoding` */
export function readHeader(page: Directory): PageHeader {
  const [width, height] = [page.number(tag.imageWidth, 0), page.number(tag.imageLength, 0)];
  const samples = page.number(tag.samplesPerPixel, 1);
  const bits = sameForAll(page, tag.bitsPerSample, 1);
  const compression = compressionOf(page);
  const color = colorOf(page, samples, compression);
  const sampleType = sampleTypeOf(bits, sameForAll(page, tag.sampleFormat, format.uint));
  const predictor = page.number(tag.predictor, 1);
  const tiled = page.has(tag.tileOffsets);
  if (page.number(tag.imageDepth, 1) > 1) throw unsupported(t`A volume in one page (ImageDepth)`);
  if (samples < 1 || (predictor !== 1 && predictor !== 2 && predictor !== 3)) {
    throw damaged(t`The TIFF states ${samples} samples per pixel and predictor ${predictor}.`);
  }
  if (color !== 'grey' && bits !== 8 && !(color === 'rgb' && bits === 16) && !(color === 'palette' && bits < 8)) {
    throw unsupported(
      color === 'palette' ? t`Palette pixels with ${bits} bits per sample` : t`RGB pixels with ${bits} bits per sample`,
    );
  }
  if ((predictor === 3) !== sampleType.startsWith('float') && predictor !== 1) throw unsupported(t`This predictor`);
  if (predictor === 2 && bits % 8 !== 0) throw unsupported(t`A predictor for ${bits} bits per sample`);
  if (page.number(tag.fillOrder, 1) !== 1 && bits < 8) throw unsupported(t`A reversed bit order`);
  const isJpeg = samples === 1 ? bits === 8 || bits === 12 : samples === 3 && bits === 8;
  if (compression === 'jpeg' && !isJpeg) {
    throw unsupported(t`JPEG with ${samples} samples of ${bits} bits`);
  }
  return {
    width,
    height,
    samples,
    bits,
    sampleType,
    color,
    invert: page.number(tag.photometric, photometric.blackIsZero) === photometric.whiteIsZero,
    alpha: page.numbers(tag.extraSamples)[0] === 2,
    compression,
    ycbcr: page.number(tag.photometric, photometric.blackIsZero) === photometric.ycbcr,
    predictor,
    planar: page.number(tag.planarConfiguration, 1) === 2 && samples > 1,
    tiled,
    chunkWidth: tiled ? page.number(tag.tileWidth, 0) : width,
    chunkHeight: tiled ? page.number(tag.tileLength, 0) : Math.min(height, page.number(tag.rowsPerStrip, height)),
  };
}

/** Whether two pages can be slices of one image. */
export function isAlike(a: PageHeader, b: PageHeader): boolean {
  return (['width', 'height', 'samples', 'bits', 'sampleType', 'color', 'invert', 'alpha'] as const).every(
    (name) => a[name] === b[name],
  );
}

function compressionOf(page: Directory): Compression {
  const code = page.number(tag.compression, 1);
  const compression = compressions[code];
  if (compression === undefined) throw unsupported(t`Compression ${otherCompressions[code] ?? code}`);
  return compression;
}

function colorOf(page: Directory, samples: number, compression: Compression): PageHeader['color'] {
  const code = page.number(tag.photometric, photometric.blackIsZero);
  if (code === photometric.palette && samples === 1) return 'palette';
  if (code === photometric.rgb && samples >= 3) return 'rgb';
  if (code === photometric.ycbcr && compression === 'jpeg' && samples === 3) return 'rgb';
  if (code === photometric.blackIsZero || code === photometric.whiteIsZero || code === photometric.mask) return 'grey';
  throw unsupported(t`Photometric interpretation ${code} with ${samples} samples per pixel`);
}

function sameForAll(page: Directory, name: number, otherwise: number): number {
  const values = page.numbers(name);
  if (values.some((value) => value !== values[0])) throw unsupported(t`Samples of different types in one pixel`);
  return values[0] ?? otherwise;
}

function sampleTypeOf(bits: number, code: number): SampleType {
  const whole = code === format.uint || code === format.undefined;
  if (whole && Number.isInteger(bits) && bits >= 1 && bits <= 16) return bits <= 8 ? 'uint8' : 'uint16';
  if (whole && bits === 32) return 'uint32';
  if (code === format.int && (bits === 8 || bits === 16 || bits === 32)) return `int${bits}`;
  if (code === format.float && (bits === 32 || bits === 64)) return `float${bits}`;
  throw unsupported(t`Samples of ${bits} bits with sample format ${code}`);
}

function unsupported(what: Message): Error {
  return unsupportedEncoding(
    t`${what} in a TIFF is not supported.`,
    t`Save it uncompressed, with LZW or with deflate, as grey or RGB.`,
  );
}

/** Bytes of a row of a chunk, which begins at a whole byte. */
export function rowBytes({ chunkWidth, bits, samples, planar }: PageHeader): number {
  return Math.ceil((chunkWidth * bits * (planar ? 1 : samples)) / 8);
}

/** Bytes of a pixel in memory. */
export function pixelBytes({ samples, sampleType }: PageHeader): number {
  return samples * bytesPerSample(sampleType);
}
