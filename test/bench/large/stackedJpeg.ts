import { encode } from 'jpeg-js';
import { concatBytes } from '../../../src/core/base/bytes';

/** Rows of a block, which are the rows of a strip here. */
const rows = 8;
const marker = { sof0: 0xc0, sos: 0xda, dri: 0xdd, rst0: 0xd0 };

/**
 * A large colour JPEG, made of strips of 8 rows, in turn: they are joined by restart markers, so that few of them are encoded.
 * @param strips samples of RGB with transparency, `width` times 8 pixels each
 */
export function stackedJpeg(width: number, height: number, strips: readonly Uint8Array[]): Uint8Array {
  const encoded = strips.map((data) => encode({ width, height: rows, data }, 85).data);
  const [first] = encoded;
  const frame = segmentAt(first!, marker.sof0);
  const scan = segmentAt(first!, marker.sos);
  const head = Uint8Array.from(first!.subarray(0, scan));
  head.set([height >> 8, height & 255], frame + 5);
  const blocks = Math.ceil(width / rows);
  const interval = Uint8Array.of(0xff, marker.dri, 0, 4, blocks >> 8, blocks & 255);
  const scanHeader = first!.subarray(scan, scan + 2 + lengthAt(first!, scan));
  const scans = encoded.map((jpeg) => {
    const at = segmentAt(jpeg, marker.sos);
    return jpeg.subarray(at + 2 + lengthAt(jpeg, at), -2);
  });
  // jpeg-js ends a scan that fills its last byte with another one, which decoders take for damage.
  const sound = scans.filter((bytes) => bytes.at(-2) !== 0xff);
  const parts: Uint8Array[] = [head, interval, scanHeader];
  for (let strip = 0; strip * rows < height; strip++) {
    if (strip > 0) parts.push(Uint8Array.of(0xff, marker.rst0 + ((strip - 1) % 8)));
    parts.push(sound[strip % sound.length]!);
  }
  return concatBytes([...parts, Uint8Array.of(0xff, 0xd9)]);
}

function lengthAt(jpeg: Uint8Array, at: number): number {
  return (jpeg[at + 2]! << 8) | jpeg[at + 3]!;
}

/** Where a segment of the header begins. */
function segmentAt(jpeg: Uint8Array, code: number): number {
  let at = 2;
  while (jpeg[at + 1] !== code) at += 2 + lengthAt(jpeg, at);
  return at;
}
