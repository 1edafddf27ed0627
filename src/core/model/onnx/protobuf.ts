import { encodeUtf8 } from '../utf8';

/**
 * Writes the protocol buffer wire format (protobuf.dev, "Encoding"): varints, 32-bit floats and length-delimited fields.
 * Methods return the writer; a field's number is its first argument.
 */
export class ProtobufWriter {
  private buffer = new Uint8Array(256);
  private length = 0;

  /** An int64 or enum field. */
  int(field: number, value: number): this {
    return this.tag(field, 0).varint(value);
  }

  /** A float field. */
  float(field: number, value: number): this {
    this.tag(field, 5).reserve(4);
    new DataView(this.buffer.buffer).setFloat32(this.length, value, true);
    this.length += 4;
    return this;
  }

  string(field: number, value: string): this {
    return this.bytes(field, encodeUtf8(value));
  }

  bytes(field: number, value: Uint8Array): this {
    this.tag(field, 2).varint(value.length).reserve(value.length);
    this.buffer.set(value, this.length);
    this.length += value.length;
    return this;
  }

  message(field: number, value: ProtobufWriter): this {
    return this.bytes(field, value.finish());
  }

  /** A repeated int64 field, packed. */
  packedInts(field: number, values: readonly number[]): this {
    const packed = new ProtobufWriter();
    for (const value of values) packed.varint(value);
    return this.bytes(field, packed.finish());
  }

  /** The bytes written so far; a view that the next write may invalidate. */
  finish(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }

  private tag(field: number, wireType: number): this {
    return this.varint(field * 8 + wireType);
  }

  /** Negative values take ten bytes, as two's complement of 64 bits. */
  private varint(value: number): this {
    this.reserve(10);
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 0x7fn) {
      this.buffer[this.length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.buffer[this.length++] = Number(rest);
    return this;
  }

  private reserve(bytes: number): this {
    if (this.length + bytes > this.buffer.length) {
      const grown = new Uint8Array(Math.max(this.buffer.length * 2, this.length + bytes));
      grown.set(this.finish());
      this.buffer = grown;
    }
    return this;
  }
}
