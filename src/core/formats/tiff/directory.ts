import { latin1 } from '../../base/bytes';
import type { ByteSource } from '../../base/byteSource';
import { t } from '../../text/message';
import { damaged } from '../failures';

/** Tags of an image file directory that pictures depend on (TIFF 6.0, appendix A). */
export const tag = {
  newSubfileType: 254,
  imageWidth: 256,
  imageLength: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  imageDescription: 270,
  stripOffsets: 273,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  xResolution: 282,
  yResolution: 283,
  planarConfiguration: 284,
  resolutionUnit: 296,
  software: 305,
  dateTime: 306,
  artist: 315,
  predictor: 317,
  colorMap: 320,
  tileWidth: 322,
  tileLength: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  subDirectories: 330,
  extraSamples: 338,
  sampleFormat: 339,
  jpegTables: 347,
  imageDepth: 32997,
  metaMorphPlanes: 33629,
} as const;

/** Bytes of the field types 1 to 18; 0 for numbers that are no type. */
const typeBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];
const type = { ascii: 2, short: 3, long: 4, rational: 5, ifd: 13, long8: 16, ifd8: 18 };

/** Fields of all directories together: more than any image of the largest number of slices needs. */
const maxFields = 4_194_304;
/** Bytes of the values of all directories together. */
const maxValueBytes = 268_435_456;

interface Field {
  readonly type: number;
  readonly count: number;
  /** Its values as they are stored. */
  readonly values: Uint8Array;
}

/** One page: its fields, whose values are decoded when they are asked for. */
export class Directory {
  readonly #littleEndian: boolean;
  readonly #fields: ReadonlyMap<number, Field>;
  readonly #numbers = new Map<number, readonly number[]>();

  constructor(littleEndian: boolean, fields: ReadonlyMap<number, Field>) {
    this.#littleEndian = littleEndian;
    this.#fields = fields;
  }

  has(name: number): boolean {
    return this.#fields.has(name);
  }

  /** How many values a field has; 0 when it is missing. */
  count(name: number): number {
    return this.#fields.get(name)?.count ?? 0;
  }

  /** @throws UserError `damaged` when the field is there but is no number */
  number(name: number, otherwise: number): number {
    return this.#fields.has(name) ? (this.numbers(name)[0] ?? otherwise) : otherwise;
  }

  /** All numbers of a field, none when it is missing; rational ones as quotients. */
  numbers(name: number): readonly number[] {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const field = this.#fields.get(name);
    if (field === undefined) return [];
    const { buffer, byteOffset, byteLength } = field.values;
    const view = new DataView(buffer, byteOffset, byteLength);
    const numbers = Array.from({ length: field.count }, (_, i) => this.#valueOf(view, field.type, i));
    this.#numbers.set(name, numbers);
    return numbers;
  }

  /** Text in Latin-1, which reads the ASCII of TIFF 6.0 and keeps the bytes of anything else. */
  text(name: number): string {
    const field = this.#fields.get(name);
    return field?.type === type.ascii ? latin1(field.values).replace(/\0+$/, '') : '';
  }

  bytes(name: number): Uint8Array | undefined {
    const field = this.#fields.get(name);
    return field === undefined || typeBytes[field.type] !== 1 ? undefined : field.values;
  }

  #valueOf(view: DataView, kind: number, index: number): number {
    const at = index * typeBytes[kind]!;
    const little = this.#littleEndian;
    if (kind === type.short) return view.getUint16(at, little);
    if (kind === type.long || kind === type.ifd) return view.getUint32(at, little);
    if (kind === type.rational) return view.getUint32(at, little) / view.getUint32(at + 4, little);
    if (kind === type.long8 || kind === type.ifd8) return Number(view.getBigUint64(at, little));
    if (kind === 1) return view.getUint8(at);
    throw damaged(t`A field of the TIFF has type ${kind}, where whole numbers are expected.`);
  }
}

/** The two sizes of TIFF: bytes of an offset and of the number of fields. */
interface Layout {
  readonly offsetBytes: 4 | 8;
  readonly fieldBytes: 12 | 20;
  readonly countBytes: 2 | 8;
}

const classic: Layout = { offsetBytes: 4, fieldBytes: 12, countBytes: 2 };
const big: Layout = { offsetBytes: 8, fieldBytes: 20, countBytes: 8 };

/** The directories of a file. */
export interface DirectoryFile {
  readonly littleEndian: boolean;
  /** The chain of directories, in order. */
  readonly pages: readonly Directory[];
  /**
   * The directory at an offset, as pages name those of their smaller versions.
   * @throws UserError `damaged` when it leaves the file
   */
  readonly directoryAt: (offset: number) => Promise<Directory>;
}

/**
 * Reads all directories, and nothing of the pixels.
 * @throws UserError `damaged` for a chain that leaves the file or runs in a circle
 */
export async function readDirectories(file: ByteSource): Promise<DirectoryFile> {
  if (file.size < 16) throw damaged(t`The TIFF ends within its header.`);
  const reader = new DirectoryReader(file, await file.read(0, 16));
  const pages: Directory[] = [];
  const seen = new Set<number>();
  for (let at = reader.first; at !== 0;) {
    if (seen.has(at)) throw damaged(t`The directories of the TIFF form a loop.`);
    seen.add(at);
    const { directory, next } = await reader.read(at);
    pages.push(directory);
    at = next;
  }
  if (pages.length === 0) throw damaged(t`The TIFF has no pages.`);
  return {
    littleEndian: reader.littleEndian,
    pages,
    directoryAt: async (offset) => (await reader.read(offset)).directory,
  };
}

const wanted: ReadonlySet<number> = new Set(Object.values(tag));

class DirectoryReader {
  readonly littleEndian: boolean;
  /** Offset of the first directory; 0 for none. */
  readonly first: number;
  readonly #file: ByteSource;
  readonly #layout: Layout;
  #fieldsLeft = maxFields;
  #bytesLeft = maxValueBytes;

  /** @param head at least 16 bytes */
  constructor(file: ByteSource, head: Uint8Array) {
    this.#file = file;
    this.littleEndian = head[0] === 0x49;
    const view = viewOf(head);
    this.#layout = view.getUint16(2, this.littleEndian) === 43 ? big : classic;
    this.first = this.#offset(view, this.#layout === big ? 8 : 4);
  }

  async read(at: number): Promise<{ readonly directory: Directory; readonly next: number }> {
    const { offsetBytes, fieldBytes, countBytes } = this.#layout;
    const little = this.littleEndian;
    const head = await this.#bytes(at, countBytes);
    const count = countBytes === 8 ? this.#offset(viewOf(head), 0) : viewOf(head).getUint16(0, little);
    this.#fieldsLeft -= count;
    if (this.#fieldsLeft < 0) throw damaged(t`The directories of the TIFF have more than ${maxFields} fields.`);
    const view = viewOf(await this.#bytes(at + countBytes, count * fieldBytes + offsetBytes));
    const fields = new Map<number, Field>();
    for (let i = 0; i < count; i++) {
      const entry = i * fieldBytes;
      const name = view.getUint16(entry, little);
      if (!wanted.has(name)) continue;
      const kind = view.getUint16(entry + 2, little);
      const values = this.#offset(view, entry + 4);
      const bytes = values * (typeBytes[kind] ?? 0);
      const inline = at + countBytes + entry + 4 + offsetBytes;
      const place = bytes <= offsetBytes ? inline : this.#offset(view, entry + 4 + offsetBytes);
      if (place + bytes > this.#file.size) throw damaged(t`Field ${name} of the TIFF points outside the file.`);
      this.#bytesLeft -= bytes;
      if (this.#bytesLeft < 0) throw damaged(t`The fields of the TIFF take more than ${maxValueBytes / 2 ** 20} MiB.`);
      if (bytes > 0) fields.set(name, { type: kind, count: values, values: await this.#file.read(place, bytes) });
    }
    return { directory: new Directory(little, fields), next: this.#offset(view, count * fieldBytes) };
  }

  #bytes(at: number, length: number): Promise<Uint8Array> {
    if (at + length <= this.#file.size) return this.#file.read(at, length);
    throw damaged(t`The TIFF ends within a directory; the file is truncated.`);
  }

  #offset(view: DataView, at: number): number {
    const little = this.littleEndian;
    return this.#layout === big ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little);
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
