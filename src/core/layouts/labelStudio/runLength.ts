import { UserError } from '../../base/error';
import type { Size } from '../../geometry/rect';
import { Mask } from '../../mask/mask';
import { t } from '../../text/message';

/**
 * Masks of Label Studio: red, green, blue and alpha of every pixel, packed by @thi.ng/rle-pack. The header holds the number of
 * values (32 bits), the bits of a value less one (5), and four lengths in bits less one (4 each). Then follow runs of one value
 * (a 1, two bits that choose a length, the run less one, the value) and of several (a 0, the same, all values).
 */
const valueBits = 8;
const lengths = [3, 4, 8, 16] as const;
const perPixel = 4;

/** @throws UserError `damaged` when the runs do not fill the image */
export function unpackMask(bytes: readonly number[], { width, height }: Size): Mask {
  const bits = new BitReader(bytes);
  const count = bits.read(32);
  const wordBits = bits.read(5) + 1;
  const sizes = Array.from({ length: 4 }, () => bits.read(4) + 1);
  const mask = new Mask(width, height);
  if (count !== perPixel * width * height) throw broken(`they are for ${count / perPixel} pixels`);
  for (let at = 0; at < count;) {
    const isRun = bits.read(1) === 1;
    const end = at + 1 + bits.read(sizes[bits.read(2)]!);
    if (end > count) throw broken('a run ends after the last pixel');
    let value = isRun ? bits.read(wordBits) : 0;
    for (; at < end; at++) {
      if (!isRun) value = bits.read(wordBits);
      // The mask is the alpha channel.
      if (at % perPixel === perPixel - 1 && value > 0) mask.data[(at - perPixel + 1) / perPixel] = 1;
    }
  }
  return mask;
}

/** All four channels of a pixel are 255 in the mask and 0 beside it. */
export function packMask({ width, height, data }: Mask): number[] {
  const bits = new BitWriter();
  bits.write(perPixel * width * height, 32);
  bits.write(valueBits - 1, 5);
  for (const length of lengths) bits.write(length - 1, 4);
  for (let from = 0; from < data.length;) {
    let to = from;
    while (to < data.length && data[to] === data[from]) to++;
    for (let left = perPixel * (to - from); left > 0;) {
      const index = lengths.findIndex((length) => left <= 2 ** length);
      const chosen = index < 0 ? lengths.length - 1 : index;
      const run = Math.min(left, 2 ** lengths[chosen]!);
      bits.write(1, 1);
      bits.write(chosen, 2);
      bits.write(run - 1, lengths[chosen]!);
      bits.write(data[from] === 1 ? 255 : 0, valueBits);
      left -= run;
    }
    from = to;
  }
  return bits.bytes();
}

/** Bits from the highest of each byte on. */
class BitReader {
  readonly #bytes: readonly number[];
  #at = 0;

  constructor(bytes: readonly number[]) {
    this.#bytes = bytes;
  }

  /** @throws UserError `damaged` after the last byte */
  read(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++, this.#at++) {
      const byte = this.#bytes[this.#at >> 3];
      if (byte === undefined) throw broken('they end early');
      value = 2 * value + ((byte >> (7 - (this.#at & 7))) & 1);
    }
    return value;
  }
}

class BitWriter {
  readonly #bytes: number[] = [];
  #at = 0;

  write(value: number, count: number): void {
    for (let i = count - 1; i >= 0; i--, this.#at++) {
      if ((this.#at & 7) === 0) this.#bytes.push(0);
      if (Math.floor(value / 2 ** i) % 2 === 1) this.#bytes[this.#at >> 3]! |= 128 >> (this.#at & 7);
    }
  }

  bytes(): number[] {
    return this.#bytes;
  }
}

function broken(reason: string): UserError {
  return new UserError('damaged', { problem: t`The run lengths of a mask are wrong: ${reason}.` });
}
