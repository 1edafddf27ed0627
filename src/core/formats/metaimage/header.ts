import { t } from '../../text/message';
import { damaged, unsupportedEncoding } from '../failures';
import { headerLines, numbersIn } from '../headerLines';
import type { StoredType } from '../samples';

/** The fields of a MetaImage header (itk.org/Wiki/ITK/MetaIO/Documentation) that images depend on. */
export interface MetaImageHeader {
  readonly type: StoredType;
  /** DimSize: voxels along every axis, the fastest first. */
  readonly sizes: readonly number[];
  /** ElementNumberOfChannels: numbers of a voxel, which lie together. */
  readonly channels: number;
  readonly littleEndian: boolean;
  /** BinaryData: numbers are bytes, not text. */
  readonly binary: boolean;
  /** CompressedData: by zlib. */
  readonly compressed: boolean;
  /** HeaderSize: bytes of the data file before the data; −1 counts from the end. */
  readonly headerSize: number;
  /** ElementDataFile: `LOCAL` or the name of a file. */
  readonly dataFile: string;
  /** Where LOCAL data begin. */
  readonly dataOffset: number;
  /** Directions of the axes one after the other, LPS; empty when not stated. */
  readonly matrix: readonly number[];
  /** Position of the first voxel in mm, LPS. */
  readonly offset: readonly number[];
  /** mm between voxels along every axis; empty when not stated. */
  readonly spacing: readonly number[];
  /** DICOM's abbreviation, such as `CT`; empty when unknown. */
  readonly modality: string;
  readonly slope: number;
  readonly intercept: number;
}

const types: Readonly<Record<string, StoredType>> = {
  MET_CHAR: 'int8',
  MET_UCHAR: 'uint8',
  MET_SHORT: 'int16',
  MET_USHORT: 'uint16',
  MET_INT: 'int32',
  MET_UINT: 'uint32',
  // Four bytes, whatever the machine's own `long` has.
  MET_LONG: 'int32',
  MET_ULONG: 'uint32',
  MET_LONG_LONG: 'int64',
  MET_ULONG_LONG: 'uint64',
  MET_FLOAT: 'float32',
  MET_DOUBLE: 'float64',
};

/** MetaIO allows no more axes than this. */
const maxDimensions = 10;

/**
 * Reads the header of a file with or without its data.
 * @throws UserError `damaged` or `unsupported-encoding`
 */
export function readHeader(bytes: Uint8Array): MetaImageHeader {
  const { fields, end } = fieldsOf(bytes);
  const field = (...names: string[]): string | undefined =>
    names.map((name) => fields.get(name)).find((value) => value !== undefined);
  const required = (name: string): string => {
    const value = field(name);
    if (value === undefined) throw damaged(t`The MetaImage header lacks the field ${name}.`);
    return value;
  };
  const dimensions = Number(required('NDims'));
  const sizes = numbersIn(required('DimSize'));
  if (!(dimensions >= 1 && dimensions <= maxDimensions) || sizes.length !== dimensions) {
    throw damaged(t`The MetaImage header states ${sizes.length} sizes for ${required('NDims')} dimensions.`);
  }
  const channels = Number(field('ElementNumberOfChannels') ?? 1);
  if (!(Number.isSafeInteger(channels) && channels > 0)) {
    throw damaged(t`The MetaImage header states an invalid number of channels.`);
  }
  return {
    type: typeOf(required('ElementType')),
    sizes,
    channels,
    littleEndian: !isTrue(field('BinaryDataByteOrderMSB', 'ElementByteOrderMSB')),
    binary: isTrue(field('BinaryData')),
    compressed: isTrue(field('CompressedData')),
    headerSize: headerSizeOf(field('HeaderSize')),
    dataFile: required('ElementDataFile'),
    dataOffset: end,
    matrix: numbersIn(field('TransformMatrix', 'Rotation', 'Orientation') ?? ''),
    offset: numbersIn(field('Offset', 'Position', 'Origin') ?? ''),
    spacing: numbersIn(field('ElementSpacing', 'ElementSize') ?? ''),
    modality: /^MET_MOD_(CT|MR|NM|US)$/.exec(field('Modality') ?? '')?.[1] ?? '',
    slope: factorOf(field('ElementToIntensityFunctionSlope'), 1) || 1,
    intercept: factorOf(field('ElementToIntensityFunctionOffset'), 0),
  };
}

/** Fields up to ElementDataFile, which ends the header. */
function fieldsOf(bytes: Uint8Array): { fields: ReadonlyMap<string, string>; end: number } {
  const fields = new Map<string, string>();
  for (const { line, next } of headerLines(bytes)) {
    const parts = /^(\w+)\s*[=:]\s*(.*)$/.exec(line);
    if (parts === null) continue;
    fields.set(parts[1]!, parts[2]!);
    if (parts[1] === 'ElementDataFile') return { fields, end: next };
  }
  return { fields, end: bytes.length };
}

function typeOf(name: string): StoredType {
  const plain = name.replace(/_ARRAY$/, '');
  if (Object.hasOwn(types, plain)) return types[plain]!;
  throw unsupportedEncoding(
    t`The MetaImage element type ${JSON.stringify(name.slice(0, 64))} is not supported.`,
    t`Convert the voxels to integers or floats.`,
  );
}

function isTrue(value = ''): boolean {
  return /^(t|y|1)/i.test(value);
}

function headerSizeOf(text = '0'): number {
  const size = Number(text);
  if (Number.isSafeInteger(size) && size >= -1) return size;
  throw damaged(t`The MetaImage header states an invalid HeaderSize, ${JSON.stringify(text)}.`);
}

function factorOf(text: string | undefined, otherwise: number): number {
  const factor = Number(text ?? otherwise);
  return Number.isFinite(factor) ? factor : otherwise;
}
