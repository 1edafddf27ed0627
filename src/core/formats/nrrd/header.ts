import { t, type Message } from '../../text/message';
import { damaged, unsupportedEncoding } from '../failures';
import { headerLines, numbersIn } from '../headerLines';
import type { StoredType } from '../samples';
import type { Storage } from '../voxelImage';

/** The fields of an NRRD header (teem.sourceforge.net/nrrd/format.html) that images depend on. */
export interface NrrdHeader {
  readonly type: StoredType;
  /** Length of every axis, the fastest first. */
  readonly sizes: readonly number[];
  readonly littleEndian: boolean;
  readonly encoding: Storage;
  /** Kind of every axis, lower case; empty where it is not stated. */
  readonly kinds: readonly string[];
  /** Stated name of the data file; absent when the data follow the header. */
  readonly dataFile?: string;
  readonly lineSkip: number;
  /** Bytes to leave out before the data; −1 counts from the end. */
  readonly byteSkip: number;
  /** Where the data begin in a file that holds them. */
  readonly dataOffset: number;
  /** Lower case, such as `left-posterior-superior`; empty when no frame is stated. */
  readonly space: string;
  /** Step along every axis in the space; undefined for axes that are not spatial. Empty when not stated. */
  readonly directions: readonly (readonly number[] | undefined)[];
  readonly origin: readonly number[];
  /** Distance of elements along every axis, where directions do not state it. */
  readonly spacings: readonly number[];
  /** Unit of each axis of the space. */
  readonly spaceUnits: readonly string[];
}

const types: Readonly<Record<string, StoredType>> = {
  'signed char': 'int8',
  int8: 'int8',
  int8_t: 'int8',
  uchar: 'uint8',
  'unsigned char': 'uint8',
  uint8: 'uint8',
  uint8_t: 'uint8',
  short: 'int16',
  'short int': 'int16',
  'signed short': 'int16',
  'signed short int': 'int16',
  int16: 'int16',
  int16_t: 'int16',
  ushort: 'uint16',
  'unsigned short': 'uint16',
  'unsigned short int': 'uint16',
  uint16: 'uint16',
  uint16_t: 'uint16',
  int: 'int32',
  'signed int': 'int32',
  int32: 'int32',
  int32_t: 'int32',
  uint: 'uint32',
  'unsigned int': 'uint32',
  uint32: 'uint32',
  uint32_t: 'uint32',
  longlong: 'int64',
  'long long': 'int64',
  'long long int': 'int64',
  'signed long long': 'int64',
  'signed long long int': 'int64',
  int64: 'int64',
  int64_t: 'int64',
  ulonglong: 'uint64',
  'unsigned long long': 'uint64',
  'unsigned long long int': 'uint64',
  uint64: 'uint64',
  uint64_t: 'uint64',
  float: 'float32',
  double: 'float64',
};

const encodings: Readonly<Record<string, Storage>> = {
  raw: 'raw',
  gzip: 'gzip',
  gz: 'gzip',
  bzip2: 'bzip2',
  bz2: 'bzip2',
  ascii: 'text',
  text: 'text',
  txt: 'text',
};

/** NRRD allows no more axes than this. */
const maxDimension = 16;

/**
 * Reads the header of a file with or without its data.
 * @throws UserError `damaged` or `unsupported-encoding`
 */
export function readHeader(bytes: Uint8Array): NrrdHeader {
  const { fields, end } = fieldsOf(bytes);
  const field = (...names: string[]): string | undefined =>
    names.map((name) => fields.get(name)).find((value) => value !== undefined);
  const required = (name: string): string => {
    const value = field(name);
    if (value === undefined) throw damaged(t`The NRRD header lacks the field “${name}”.`);
    return value;
  };
  const dimension = Number(required('dimension'));
  const sizes = numbersIn(required('sizes'));
  if (!(dimension >= 1 && dimension <= maxDimension) || sizes.length !== dimension) {
    throw damaged(t`The NRRD header states ${sizes.length} sizes for “dimension: ${required('dimension')}”.`);
  }
  const perAxis = <T>(values: readonly T[], name: string): readonly T[] => {
    if (values.length === 0 || values.length === dimension) return values;
    throw damaged(t`The NRRD header states ${values.length} ${name} for ${dimension} axes.`);
  };
  const dataFile = field('data file', 'datafile');
  return {
    type: known(types, required('type'), (name) => t`The NRRD data type ${name} is not supported.`),
    sizes,
    littleEndian: field('endian') !== 'big',
    encoding: known(encodings, required('encoding'), (name) => t`The NRRD encoding ${name} is not supported.`),
    kinds: perAxis(words(field('kinds')), 'kinds').map((kind) => kind.toLowerCase()),
    ...(dataFile === undefined ? {} : { dataFile }),
    lineSkip: skipOf(field('line skip', 'lineskip'), 0),
    byteSkip: skipOf(field('byte skip', 'byteskip'), -1),
    dataOffset: end,
    space: field('space')?.toLowerCase() ?? '',
    directions: perAxis(vectors(field('space directions')), 'space directions'),
    origin: vectors(field('space origin'))[0] ?? [],
    spacings: perAxis(numbersIn(field('spacings') ?? ''), 'spacings'),
    spaceUnits: [...(field('space units') ?? '').matchAll(/"([^"]*)"/g)].map(([, unit]) => unit!),
  };
}

/** Fields up to the empty line that ends the header; a header whose data are detached may end with its file. */
function fieldsOf(bytes: Uint8Array): { fields: ReadonlyMap<string, string>; end: number } {
  const fields = new Map<string, string>();
  let end = bytes.length;
  for (const { line, next } of headerLines(bytes)) {
    end = next;
    if (line === '') break;
    // Comments, and keys with values (`key:=value`), say nothing of the array.
    const parts = /^([^#:][^:]*): *(.*)$/.exec(line);
    if (parts !== null && !parts[2]!.startsWith('=')) fields.set(parts[1]!.toLowerCase(), parts[2]!);
  }
  return { fields, end };
}

function known<T>(names: Readonly<Record<string, T>>, name: string, problem: (name: string) => Message): T {
  const lower = name.toLowerCase();
  if (Object.hasOwn(names, lower)) return names[lower]!;
  throw unsupportedEncoding(
    problem(JSON.stringify(name.slice(0, 64))),
    t`Convert the file to numbers in raw or gzip encoding.`,
  );
}

function skipOf(text: string | undefined, least: number): number {
  const skip = text === undefined ? 0 : Number(text);
  if (Number.isSafeInteger(skip) && skip >= least) return skip;
  throw damaged(t`The NRRD header states an invalid number of lines or bytes to skip, ${JSON.stringify(text)}.`);
}

function words(text = ''): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** `(1,0,0) none (0,0,2)` */
function vectors(text = ''): (readonly number[] | undefined)[] {
  return [...text.matchAll(/\(([^()]*)\)|none/g)].map(([, inner]) =>
    inner === undefined ? undefined : numbersIn(inner),
  );
}
