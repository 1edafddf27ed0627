/** A level of a TIFF. */
export interface TiffLevel {
  readonly width: number;
  readonly height: number;
  /** Sizes of its tiles, or of its strips where they are as wide as the level. */
  readonly chunk: readonly [width: number, height: number];
  /** Some chunks as they are stored, of which every one is one, in turn. */
  readonly chunks: readonly Uint8Array[];
  /** Numbers of chunks that are not there. */
  readonly missing?: readonly number[];
  /** Its chunks are said to lie behind the end of the file. */
  readonly outside?: boolean;
}

/** What its pixels are; the numbers are those of TIFF 6.0. */
export interface TiffPixels {
  readonly bits: 8 | 16;
  readonly samples: 1 | 3;
  readonly compression: number;
  readonly photometric: number;
}

type Field = readonly [tag: number, type: 3 | 4, values: readonly number[]];

/** A TIFF whose pages are versions of an image, the largest first. Chunks lie in the file once, however often they are used. */
export function writeTiff(levels: readonly TiffLevel[], pixels: TiffPixels): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 8;
  const add = (bytes: Uint8Array): number => {
    const at = length;
    // Directories and their values begin at even offsets.
    parts.push(bytes, new Uint8Array(bytes.length % 2));
    length += bytes.length + (bytes.length % 2);
    return at;
  };
  const pages = levels.map((level, i) => fieldsOf(level, pixels, i, level.chunks.map(add)));
  const stored = pages.map((fields) =>
    fields.map(([tag, type, values]) => {
      const bytes = new Uint8Array(type === 3 ? Uint16Array.from(values).buffer : Uint32Array.from(values).buffer);
      return { tag, type, count: values.length, bytes, at: bytes.length > 4 ? add(bytes) : 0 };
    }),
  );
  const first = length;
  const sizes = stored.map((fields) => 2 + fields.length * 12 + 4);
  let at = first;
  for (const [i, fields] of stored.entries()) {
    const directory = new Uint8Array(sizes[i]!);
    const view = new DataView(directory.buffer);
    view.setUint16(0, fields.length, true);
    for (const [index, field] of fields.entries()) {
      const entry = 2 + index * 12;
      view.setUint16(entry, field.tag, true);
      view.setUint16(entry + 2, field.type, true);
      view.setUint32(entry + 4, field.count, true);
      if (field.bytes.length > 4) view.setUint32(entry + 8, field.at, true);
      else directory.set(field.bytes, entry + 8);
    }
    at += sizes[i]!;
    view.setUint32(sizes[i]! - 4, i + 1 < stored.length ? at : 0, true);
    add(directory);
  }
  const file = new Uint8Array(length);
  file.set([0x49, 0x49, 42, 0]);
  new DataView(file.buffer).setUint32(4, first, true);
  let end = 8;
  for (const part of parts) {
    file.set(part, end);
    end += part.length;
  }
  return file;
}

function fieldsOf(
  { width, height, chunk: [across, down], chunks, missing = [], outside = false }: TiffLevel,
  { bits, samples, compression, photometric }: TiffPixels,
  page: number,
  offsets: readonly number[],
): Field[] {
  const isStrips = across === width;
  const count = Math.ceil(width / across) * Math.ceil(height / down);
  const list = (value: (i: number) => number): number[] =>
    Array.from({ length: count }, (_, i) => (missing.includes(i) ? 0 : value(i % chunks.length)));
  const where = list((i) => (outside ? 0x7000_0000 : offsets[i]!));
  const lengths = list((i) => chunks[i]!.length);
  return [
    [254, 4, [page === 0 ? 0 : 1]],
    [256, 4, [width]],
    [257, 4, [height]],
    [258, 3, Array.from({ length: samples }, () => bits)],
    [259, 3, [compression]],
    [262, 3, [photometric]],
    ...(isStrips ? ([[273, 4, where]] as const) : []),
    [277, 3, [samples]],
    ...(isStrips
      ? ([
          [278, 4, [down]],
          [279, 4, lengths],
        ] as const)
      : ([
          [322, 4, [across]],
          [323, 4, [down]],
          [324, 4, where],
          [325, 4, lengths],
        ] as const)),
  ];
}
