import { readHeader as parseHeader } from 'nifti-reader-js';
import { t } from '../../text/message';
import { damaged, parsing, unsupportedEncoding } from '../failures';
import type { StoredType } from '../samples';
import type { Orientation } from './affine';
import { versionOf } from './sniff';

/** How a data type code stores a voxel. */
type VoxelType = StoredType | 'rgb24' | 'rgba32';

export interface NiftiHeader extends Orientation {
  readonly version: 1 | 2;
  readonly littleEndian: boolean;
  /** Voxels along i, j and k of a volume. */
  readonly size: readonly [number, number, number];
  /** Volumes of a series or components of a vector. */
  readonly volumes: number;
  readonly voxelType: VoxelType;
  readonly bytesPerVoxel: number;
  readonly dataOffset: number;
  readonly slope: number;
  readonly intercept: number;
  /** Display range in modality values. */
  readonly calibration?: readonly [number, number];
  /** Millimetres per unit of lengths. */
  readonly lengthUnit: number;
}

const voxelTypes: Readonly<Record<number, readonly [VoxelType, number]>> = {
  2: ['uint8', 1],
  4: ['int16', 2],
  8: ['int32', 4],
  16: ['float32', 4],
  64: ['float64', 8],
  128: ['rgb24', 3],
  256: ['int8', 1],
  512: ['uint16', 2],
  768: ['uint32', 4],
  1024: ['int64', 8],
  1280: ['uint64', 8],
  2304: ['rgba32', 4],
};

const lengthUnits: Readonly<Record<number, number>> = { 1: 1000, 2: 1, 3: 0.001 };

/** Where the two versions keep the rows of the sform, and where their voxels can begin. */
const places = {
  1: { srows: 280, bytes: 4, data: 352 },
  2: { srows: 400, bytes: 8, data: 544 },
} as const;

/** Bytes of the header proper, where the flag of its extensions stands in a file that holds voxels, too. */
const flagOf = { 1: 348, 2: 540 } as const;

/**
 * Reads a header of either version.
 * @param start the (decompressed) start of the file
 * @param isPair whether the voxels lie in a file of their own
 * @throws UserError `damaged` or `unsupported-encoding`
 */
export function readHeader(start: Uint8Array, isPair = false): NiftiHeader {
  const version = versionOf(start);
  if (version === undefined) throw damaged(t`The NIfTI header is missing or truncated.`);
  const place = places[version];
  if (start.length < (isPair ? flagOf[version] : place.data)) throw damaged(t`The file ends within the NIfTI header.`);
  // Without its extension flag the parser does not walk through extensions, which are not needed here.
  const copy = new Uint8Array(place.data);
  copy.set(start.subarray(0, flagOf[version]));
  const { buffer } = copy;
  const header = parsing(t`The NIfTI header`, () => parseHeader(buffer));
  const { littleEndian, dims } = header;
  const [voxelType, bytesPerVoxel] = voxelTypeOf(header.datatypeCode);
  const dimensions = dims[0]!;
  const at = (index: number): number => (index <= dimensions ? dims[index]! : 1);
  const scaled = Number.isFinite(header.scl_slope) && header.scl_slope !== 0;
  return {
    version,
    littleEndian,
    size: [at(1), at(2), at(3)],
    // Some programs write 0 for axes that they do not use.
    volumes: [4, 5, 6, 7].reduce((product, axis) => product * (at(axis) || 1), 1),
    voxelType,
    bytesPerVoxel,
    dataOffset: Math.max(isPair ? 0 : place.data, Math.round(header.vox_offset) || 0),
    slope: scaled ? header.scl_slope : 1,
    intercept: scaled && Number.isFinite(header.scl_inter) ? header.scl_inter : 0,
    ...(header.cal_max > header.cal_min ? { calibration: [header.cal_min, header.cal_max] } : {}),
    lengthUnit: lengthUnits[header.xyzt_units & 7] ?? 1,
    qform_code: header.qform_code,
    quatern_b: header.quatern_b,
    quatern_c: header.quatern_c,
    quatern_d: header.quatern_d,
    qoffset_x: header.qoffset_x,
    qoffset_y: header.qoffset_y,
    qoffset_z: header.qoffset_z,
    pixDims: header.pixDims,
    sform_code: header.sform_code,
    srows: srowsOf(new DataView(buffer), place, littleEndian),
  };
}

function voxelTypeOf(code: number): readonly [VoxelType, number] {
  const type = voxelTypes[code];
  if (type !== undefined) return type;
  throw unsupportedEncoding(
    t`NIfTI data type ${code} is not supported.`,
    t`Convert the voxels to integers, to 32- or 64-bit floats or to RGB.`,
  );
}

// The parser keeps only the affine that it prefers itself, which is not the one of nibabel and ITK.
function srowsOf(view: DataView, place: (typeof places)[1 | 2], littleEndian: boolean): number[][] {
  const at = (index: number): number => {
    const offset = place.srows + index * place.bytes;
    return place.bytes === 4 ? view.getFloat32(offset, littleEndian) : view.getFloat64(offset, littleEndian);
  };
  return [0, 1, 2].map((row) => [0, 1, 2, 3].map((column) => at(row * 4 + column)));
}
