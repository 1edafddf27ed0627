import { latin1 } from '../../base/bytes';
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
  extraSamples: 338,
  sampleFormat: 339,
  jpegTables: 347,
  imageDepth: 32997,
  metaMorphPlanes: 33629,
} as const;

/** Bytes of the field types 1 to 18; 0 for numbers that are no type. */
const typeBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];
const type = { ascii: 2, short: 3, long: 4, rational: 5, long8: 16, ifd8: 18 };

/** Fields of all directories together: more than any image of the largest number of slices needs. */
const maxFields = 4_194_304;

interface Field {
  readonly type: number;
  readonly count: number;
  /** Where the values begin. */
  readonly at: number;
}

/** One page: its fields, whose values are read when they are asked for. */
export class Directory {
  readonly #view: DataView;
  readonly #littleEndian: boolean;
  readonly #fields: ReadonlyMap<number, Field>;

  constructor(view: DataView, littleEndian: boolean, fields: ReadonlyMap<number, Field>) {
    this.#view = view;
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
  numbers(name: number): number[] {
    const field = this.#fields.get(name);
    return field === undefined ? [] : Array.from({ length: field.count }, (_, i) => this.#valueOf(field, i));
  }

  /** Text in Latin-1, which reads the ASCII of TIFF 6.0 and keeps the bytes of anything else. */
  text(name: number): string {
    const field = this.#fields.get(name);
    if (field?.type !== type.ascii) return '';
    const bytes = new Uint8Array(this.#view.buffer, this.#view.byteOffset + field.at, field.count);
    return latin1(bytes).replace(/\0+$/, '');
  }

  bytes(name: number): Uint8Array | undefined {
    const field = this.#fields.get(name);
    if (field === undefined || typeBytes[field.type] !== 1) return undefined;
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + field.at, field.count);
  }

  #valueOf(field: Field, index: number): number {
    const at = field.at + index * typeBytes[field.type]!;
    const view = this.#view;
    const little = this.#littleEndian;
    if (field.type === type.short) return view.getUint16(at, little);
    if (field.type === type.long) return view.getUint32(at, little);
    if (field.type === type.rational) return view.getUint32(at, little) / view.getUint32(at + 4, little);
    if (field.type === type.long8 || field.type === type.ifd8) return Number(view.getBigUint64(at, little));
    if (field.type === 1) return view.getUint8(at);
    throw damaged(t`A field of the TIFF has type ${field.type}, where whole numbers are expected.`);
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

/**
 * The chain of directories, in order.
 * @throws UserError `damaged` for a chain that leaves the file or runs in a circle
 */
export function readDirectories(bytes: Uint8Array): { readonly littleEndian: boolean; readonly pages: Directory[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = bytes[0] === 0x49;
  if (bytes.length < 16) throw damaged(t`The TIFF ends within its header.`);
  const layout = view.getUint16(2, littleEndian) === 43 ? big : classic;
  const offsetAt = (at: number): number =>
    layout === big ? Number(view.getBigUint64(at, littleEndian)) : view.getUint32(at, littleEndian);
  const pages: Directory[] = [];
  const seen = new Set<number>();
  let budget = maxFields;
  for (let at = offsetAt(layout === big ? 8 : 4); at !== 0;) {
    if (seen.has(at)) throw damaged(t`The directories of the TIFF form a loop.`);
    seen.add(at);
    const cut = damaged(t`The TIFF ends within a directory; the file is truncated.`);
    if (at + layout.countBytes > bytes.length) throw cut;
    const count = layout === big ? offsetAt(at) : view.getUint16(at, littleEndian);
    const start = at + layout.countBytes;
    const next = start + count * layout.fieldBytes;
    if (next + layout.offsetBytes > bytes.length) throw cut;
    budget -= count;
    if (budget < 0) throw damaged(t`The directories of the TIFF have more than ${maxFields} fields.`);
    pages.push(new Directory(view, littleEndian, fieldsOf(view, littleEndian, layout, start, count)));
    at = offsetAt(next);
  }
  if (pages.length === 0) throw damaged(t`The TIFF has no pages.`);
  return { littleEndian, pages };
}

const wanted: ReadonlySet<number> = new Set(Object.values(tag));

function fieldsOf(
  view: DataView,
  littleEndian: boolean,
  { offsetBytes, fieldBytes }: Layout,
  start: number,
  count: number,
): Map<number, Field> {
  const fields = new Map<number, Field>();
  for (let i = 0, at = start; i < count; i++, at += fieldBytes) {
    const name = view.getUint16(at, littleEndian);
    if (!wanted.has(name)) continue;
    const type = view.getUint16(at + 2, littleEndian);
    const read = (from: number): number =>
      offsetBytes === 8 ? Number(view.getBigUint64(from, littleEndian)) : view.getUint32(from, littleEndian);
    const values = read(at + 4);
    const bytes = values * (typeBytes[type] ?? 0);
    const inline = at + 4 + offsetBytes;
    const place = bytes <= offsetBytes ? inline : read(inline);
    if (place + bytes > view.byteLength) throw damaged(t`Field ${name} of the TIFF points outside the file.`);
    if (bytes > 0) fields.set(name, { type, count: values, at: place });
  }
  return fields;
}
