/** Side of a block of JPEG, in pixels. */
const block = 8;

/**
 * A grey baseline JPEG of blocks of one value each, written bit by bit: large ones take no time. Its blocks have 128, but for those
 * that are named.
 * @param values by the number of the block, row by row; multiples of 4 up to 252, and different from the block before
 */
export function flatJpeg(width: number, height: number, values: ReadonlyMap<number, number>): Uint8Array {
  const blocks = Math.ceil(width / block) * Math.ceil(height / block);
  const bits: number[] = [];
  const put = (value: number, length: number): void => {
    for (let bit = length - 1; bit >= 0; bit--) bits.push((value >> bit) & 1);
  };
  let level = 0;
  for (let at = 0; at < blocks; at++) {
    // Quantized by 32: a step is 4 grey values.
    const next = ((values.get(at) ?? 128) - 128) / 4;
    const difference = next - level;
    level = next;
    const size = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1;
    put(size, 4);
    if (size > 0) put(difference > 0 ? difference : difference + 2 ** size - 1, size);
    // No other coefficients.
    put(0, 1);
  }
  while (bits.length % 8 > 0) bits.push(1);
  const scan: number[] = [];
  for (let at = 0; at < bits.length; at += 8) {
    const byte = bits.slice(at, at + 8).reduce((sum, bit) => 2 * sum + bit, 0);
    scan.push(byte, ...(byte === 0xff ? [0] : []));
  }
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...segment(0xdb, [0, ...Array.from({ length: 64 }, () => 32)]),
    ...segment(0xc0, [8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]),
    // Sizes 0 to 11, of four bits each.
    ...segment(0xc4, [0, 0, 0, 0, 12, ...zeros(12), ...Array.from({ length: 12 }, (_, size) => size)]),
    // The end of the block, of one bit.
    ...segment(0xc4, [0x10, 1, ...zeros(15), 0]),
    ...segment(0xda, [1, 1, 0, 0, 63, 0]),
    ...scan,
    ...[0xff, 0xd9],
  ]);
}

function segment(code: number, content: readonly number[]): number[] {
  const length = content.length + 2;
  return [0xff, code, length >> 8, length & 255, ...content];
}

function zeros(count: number): number[] {
  return Array.from({ length: count }, () => 0);
}
