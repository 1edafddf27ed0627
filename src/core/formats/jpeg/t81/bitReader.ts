import { t } from '../../../text/message';
import { damaged } from '../../failures';

const restart0 = 0xd0;

/** Bits of entropy-coded segments (T.81, F.2.2.5): a zero byte after 0xff is stuffing, anything else is a marker. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #byte = 0;
  /** Bits of the current byte that are left. */
  #left = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** Where the next byte, or the marker after the segment, lies. */
  get position(): number {
    return this.#at;
  }

  /** @throws UserError `damaged` at the end of the segment */
  bit(): number {
    if (this.#left === 0) this.#next();
    this.#left--;
    return (this.#byte >> this.#left) & 1;
  }

  /** An unsigned number of `count` bits. */
  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 2 + this.bit();
    return value;
  }

  /** A number in JPEG's signed form of `count` bits (T.81, F.2.2.1): those without their first bit are negative. */
  signed(count: number): number {
    if (count === 0) return 0;
    const value = this.bits(count);
    return value < 2 ** (count - 1) ? value - 2 ** count + 1 : value;
  }

  /**
   * Leaves the rest of the byte and reads a restart marker.
   * @param index number of the marker, 0 to 7
   * @throws UserError `damaged` when another marker or none is there
   */
  restart(index: number): void {
    this.#left = 0;
    while (this.#bytes[this.#at] === 0xff && this.#bytes[this.#at + 1] === 0xff) this.#at++;
    if (this.#bytes[this.#at] !== 0xff || this.#bytes[this.#at + 1] !== restart0 + index) {
      throw damaged(t`A restart marker is missing from the JPEG pixel data.`);
    }
    this.#at += 2;
  }

  #next(): void {
    const byte = this.#bytes[this.#at];
    if (byte === undefined || (byte === 0xff && this.#bytes[this.#at + 1] !== 0)) {
      throw damaged(t`The JPEG pixel data end early; the file is truncated.`);
    }
    this.#byte = byte;
    this.#left = 8;
    this.#at += byte === 0xff ? 2 : 1;
  }
}
