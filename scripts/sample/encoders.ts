import charls from '@cornerstonejs/codec-charls/wasmjs';
import openjpeg from '@cornerstonejs/codec-openjpeg/wasmjs';
import openjph from '@cornerstonejs/codec-openjph/wasmjs';

/** A grey frame of 16-bit samples, row by row. */
export interface GreyFrame {
  readonly width: number;
  readonly height: number;
  readonly signed: boolean;
  /** Little-endian. */
  readonly bytes: Uint8Array;
}

interface Encoder {
  getDecodedBuffer(info: object): Uint8Array;
  getEncodedBuffer(): ArrayLike<number>;
  encode(): void;
  setNearLossless?(error: number): void;
  /** OpenJPEG and OpenJPH: reversible, and the quantisation step when not. */
  setQuality?(reversible: boolean, step: number): void;
  delete(): void;
}

/** @public What the declarations of the encoder packages, cornerstoneEncoders.d.ts, say these export. */
export type EncoderFactory<Name extends string> = (options: {
  print(line: string): void;
}) => Promise<Readonly<Record<Name, new () => Encoder>>>;

export async function encodeJpegLs(frame: GreyFrame): Promise<Uint8Array> {
  const { JpegLSEncoder } = await charls({ print: ignore });
  // JPEG-LS knows no sign: the bits of signed samples are coded as they are.
  return encode(new JpegLSEncoder(), { ...frame, signed: false });
}

export async function encodeJpeg2000(frame: GreyFrame): Promise<Uint8Array> {
  const { J2KEncoder } = await openjpeg({ print: ignore });
  return encode(new J2KEncoder(), frame);
}

export async function encodeHtj2k(frame: GreyFrame): Promise<Uint8Array> {
  const { HTJ2KEncoder } = await openjph({ print: ignore });
  return encode(new HTJ2KEncoder(), frame);
}

function encode(encoder: Encoder, { width, height, signed, bytes }: GreyFrame): Uint8Array {
  const info = { width, height, bitsPerSample: 16, componentCount: 1, isSigned: signed, isUsingColorTransform: false };
  try {
    encoder.getDecodedBuffer(info).set(bytes);
    encoder.setNearLossless?.(0);
    encoder.setQuality?.(true, 0);
    encoder.encode();
    return Uint8Array.from(encoder.getEncodedBuffer());
  } finally {
    encoder.delete();
  }
}

/** The encoders report their progress. */
function ignore(): void {
  return;
}

/** DICOM run length encoding (PS3.5, annex G): a header, then the high bytes and the low bytes as PackBits by rows. */
export function encodeRle({ width, height, bytes }: GreyFrame): Promise<Uint8Array> {
  const segments = [1, 0].map((offset) => {
    const packed: number[] = [];
    for (let y = 0; y < height; y++) {
      const row = Array.from({ length: width }, (_, x) => bytes[2 * (y * width + x) + offset]!);
      packed.push(...packBits(row));
    }
    if (packed.length % 2 === 1) packed.push(0);
    return packed;
  });
  const header = new DataView(new ArrayBuffer(64));
  header.setUint32(0, segments.length, true);
  let start = header.byteLength;
  for (const [at, segment] of segments.entries()) {
    header.setUint32(4 + 4 * at, start, true);
    start += segment.length;
  }
  return Promise.resolve(Uint8Array.from([...new Uint8Array(header.buffer), ...segments.flat()]));
}

function packBits(row: readonly number[]): number[] {
  const packed: number[] = [];
  let at = 0;
  while (at < row.length) {
    const run = runLength(row, at);
    if (run >= 2) {
      packed.push(257 - run, row[at]!);
      at += run;
      continue;
    }
    let end = at + 1;
    while (end < row.length && end - at < 128 && runLength(row, end) < 2) end++;
    packed.push(end - at - 1, ...row.slice(at, end));
    at = end;
  }
  return packed;
}

/** Equal bytes from `start`, at most 128. */
function runLength(row: readonly number[], start: number): number {
  let end = start + 1;
  while (end < row.length && end - start < 128 && row[end] === row[start]) end++;
  return end - start;
}
