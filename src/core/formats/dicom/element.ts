/** An element of a data set: where its value lies, and what is in it where that is a sequence or encapsulated pixels. */
export interface Element {
  /** `x` and eight hexadecimal digits, lower case: group and element. */
  readonly tag: string;
  /** Absent where the file does not say. */
  readonly vr?: string;
  readonly dataOffset: number;
  /** Bytes of the value, with the items' own where they are delimited. */
  readonly length: number;
  /** Its end is delimited instead of its length being stated: pixels are encapsulated. */
  readonly isDelimited?: true;
  readonly items?: readonly SequenceItem[];
  /** Of encapsulated pixels: how many fragments there are. */
  readonly fragments?: number;
}

export interface SequenceItem {
  readonly dataSet: DataSet;
}

/** Elements by their tag, and their values as numbers and text. */
export class DataSet {
  readonly #view: DataView;

  constructor(
    /** The bytes that the offsets of elements count in. */
    readonly bytes: Uint8Array,
    readonly elements: Readonly<Record<string, Element>>,
    readonly littleEndian: boolean,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Text without its padding; undefined for an element that is absent or empty. */
  string(tag: string): string | undefined {
    const element = this.elements[tag];
    if (element === undefined || element.length === 0) return undefined;
    const value = this.bytes.subarray(element.dataOffset, element.dataOffset + element.length);
    const end = value.indexOf(0);
    let text = '';
    for (const byte of end < 0 ? value : value.subarray(0, end)) text += String.fromCharCode(byte);
    return text.trim();
  }

  uint16(tag: string, index = 0): number | undefined {
    return this.#number(tag, index, 2, 'getUint16');
  }

  int16(tag: string, index = 0): number | undefined {
    return this.#number(tag, index, 2, 'getInt16');
  }

  uint32(tag: string, index = 0): number | undefined {
    return this.#number(tag, index, 4, 'getUint32');
  }

  int32(tag: string, index = 0): number | undefined {
    return this.#number(tag, index, 4, 'getInt32');
  }

  float(tag: string, index = 0): number | undefined {
    return this.#number(tag, index, 4, 'getFloat32');
  }

  double(tag: string, index = 0): number | undefined {
    return this.#number(tag, index, 8, 'getFloat64');
  }

  uint64(tag: string, index = 0): bigint | undefined {
    return this.#number(tag, index, 8, 'getBigUint64');
  }

  int64(tag: string, index = 0): bigint | undefined {
    return this.#number(tag, index, 8, 'getBigInt64');
  }

  #number<Name extends NumberReader>(
    tag: string,
    index: number,
    size: number,
    read: Name,
  ): ReturnType<DataView[Name]> | undefined {
    const element = this.elements[tag];
    if (element === undefined || (index + 1) * size > element.length) return undefined;
    const at = element.dataOffset + index * size;
    if (at + size > this.bytes.length) return undefined;
    // The file meta information is little endian in every file (PS3.10, 7.1).
    const littleEndian = this.littleEndian || tag.startsWith('x0002');
    return this.#view[read](at, littleEndian) as ReturnType<DataView[Name]>;
  }
}

type NumberReader =
  | 'getUint16'
  | 'getInt16'
  | 'getUint32'
  | 'getInt32'
  | 'getFloat32'
  | 'getFloat64'
  | 'getBigUint64'
  | 'getBigInt64';
