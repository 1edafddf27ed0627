import { cross, dot, type Vector3, type VolumeGeometry } from '../../geometry/volumeGeometry';
import { UserError } from '../../base/error';
import type { Size } from '../../geometry/rect';
import { t } from '../../text/message';
import type { SampleType } from '../samples';

/** Length of a NIfTI-1 header; four bytes of extension flags follow in a single-file image. */
export const headerLength = 348;

/** NIfTI-1 data type codes, and bits per voxel. */
const voxelTypes: Readonly<Record<SampleType | 'rgb24', readonly [code: number, bits: number]>> = {
  uint8: [2, 8],
  int8: [256, 8],
  uint16: [512, 16],
  int16: [4, 16],
  uint32: [768, 32],
  int32: [8, 32],
  float32: [16, 32],
  float64: [64, 64],
  rgb24: [128, 24],
};

/** What the voxels of a volume are: label values, or samples that `slope` and `intercept` turn into modality values. */
export type VoxelContent =
  | { readonly type: SampleType | 'rgb24'; readonly slope: number; readonly intercept: number }
  | { readonly type: 'uint8' | 'uint16'; readonly labels: true };

/** “n+1”: header and voxels in one file. */
const singleFileMagic = [0x6e, 0x2b, 0x31] as const;

const labelIntent = 1002;
const millimetres = 2;
const scannerAnatomical = 1;
/** Cosine between axes up to which a qform, which knows right angles only, stands beside the sform. */
const skewLimit = 1e-3;

/** Dimensions in voxels along i (columns), j (rows) and k (slices), and the number of volumes where there are several. */
export type Dimensions = readonly [number, number, number, ...number[]];

/** Dimensions of a file with that many volumes. */
export function dimensionsOf(size: Size & { readonly slices: number; readonly volumes?: number }): Dimensions {
  const { width, height, slices, volumes = 1 } = size;
  return volumes === 1 ? [width, height, slices] : [width, height, slices, volumes];
}

/**
 * The header of a volume on the very grid of another NIfTI-1 image: all fields that place its voxels (`pixdim`,
 * units, quaternion, `srow`, codes) are copied bit for bit, in the byte order of the source. Several volumes have the source's
 * own further dimensions.
 * @param source the first 348 bytes of a NIfTI-1 file, decompressed.
 * @throws UserError `bad-input` when `source` is no NIfTI-1 header of these dimensions.
 */
export function headerLike(source: Uint8Array, size: Dimensions, content: VoxelContent): VolumeHeader {
  const bytes = source.slice(0, headerLength);
  const view = new DataView(bytes.buffer);
  const littleEndian = bytes.length === headerLength && view.getInt32(0, true) === headerLength;
  if (bytes.length < headerLength || view.getInt32(0, littleEndian) !== headerLength) {
    throw new UserError('bad-input', { problem: t`The header to copy is not a NIfTI-1 header.` });
  }
  const grid = [1, 2, 3, 4, 5, 6, 7].map((axis) =>
    axis > view.getInt16(40, littleEndian) ? 1 : Math.max(1, axisLength(view, axis, littleEndian)),
  );
  const [i, j, k, volumes] = size;
  const ofVolume = grid.slice(0, 3);
  const further = grid.slice(3);
  const hasVolumes = volumes === undefined || further.reduce((product, length) => product * length, 1) === volumes;
  if ([i, j, k].some((length, axis) => length !== ofVolume[axis]) || !hasVolumes) {
    throw new UserError('bad-input', {
      problem: t`The volume has ${size.join('×')} voxels, but the image has ${(volumes === undefined ? ofVolume : grid).join('×')}.`,
    });
  }
  const dimensions = volumes === undefined ? [i, j, k] : [i, j, k, ...further.slice(0, lastAbove1(further) + 1)];
  describeVoxels(view, dimensions, content, littleEndian);
  return { bytes, littleEndian };
}

/** A header, and the byte order that its voxels must have too. */
export interface VolumeHeader {
  readonly bytes: Uint8Array;
  readonly littleEndian: boolean;
}

/** A fresh little-endian header with `geometry` as sform and qform; without geometry, voxels of unknown place. */
export function newHeader(size: Dimensions, content: VoxelContent, geometry?: VolumeGeometry): VolumeHeader {
  const bytes = new Uint8Array(headerLength);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, headerLength, true);
  for (let at = 0; at < 8; at++) view.setFloat32(76 + at * 4, 1, true);
  view.setUint8(123, geometry ? millimetres : 0);
  describeVoxels(view, size, content, true);
  if (geometry) placeVoxels(view, geometry);
  return { bytes, littleEndian: true };
}

function lastAbove1(lengths: readonly number[]): number {
  return lengths.findLastIndex((length) => length > 1);
}

function axisLength(view: DataView, axis: number, littleEndian: boolean): number {
  return view.getInt16(40 + axis * 2, littleEndian);
}

/** Fields that say what the numbers are, as opposed to where the voxels lie. */
function describeVoxels(view: DataView, size: readonly number[], content: VoxelContent, littleEndian: boolean): void {
  if (size.some((length) => length > 32767)) {
    throw new UserError('too-large', {
      problem: t`A NIfTI-1 volume cannot have ${size.join('×')} voxels; the limit is 32767 per side.`,
    });
  }
  const dim = [size.length, ...size];
  for (let at = 0; at < 8; at++) view.setInt16(40 + at * 2, dim[at] ?? 1, littleEndian);
  for (const intentParameter of [56, 60, 64]) view.setFloat32(intentParameter, 0, littleEndian);
  const [code, bits] = voxelTypes[content.type];
  const scale = 'labels' in content ? { slope: 1, intercept: 0 } : content;
  view.setInt16(68, 'labels' in content ? labelIntent : 0, littleEndian);
  view.setInt16(70, code, littleEndian);
  view.setInt16(72, bits, littleEndian);
  view.setFloat32(108, headerLength + 4, littleEndian);
  view.setFloat32(112, scale.slope, littleEndian);
  view.setFloat32(116, scale.intercept, littleEndian);
  // Slice timing, cal_max/min, glmax/min, descrip and aux_file are about the source's own values.
  view.setInt16(120, 0, littleEndian);
  view.setUint8(122, 0);
  const clear = (from: number, to: number): void => {
    new Uint8Array(view.buffer, view.byteOffset).fill(0, from, to);
  };
  clear(124, 252);
  clear(328, 348);
  for (const [at, byte] of singleFileMagic.entries()) view.setUint8(344 + at, byte);
}

/** NIfTI's world is RAS, ours LPS: the first two coordinates change sign. */
function placeVoxels(view: DataView, { origin, spacing, axes }: VolumeGeometry): void {
  const toRas = ([x, y, z]: Vector3): Vector3 => [-x, -y, z];
  const columns = axes.map(toRas) as [Vector3, Vector3, Vector3];
  const position = toRas(origin);
  for (let row = 0; row < 3; row++) {
    for (let axis = 0; axis < 3; axis++) {
      view.setFloat32(280 + row * 16 + axis * 4, columns[axis]![row]! * spacing[axis]!, true);
    }
    view.setFloat32(280 + row * 16 + 12, position[row]!, true);
  }
  for (const [axis, length] of spacing.entries()) view.setFloat32(80 + axis * 4, length, true);
  view.setInt16(254, scannerAnatomical, true);
  if (!axes.every((axis, at) => Math.abs(dot(axis, axes[(at + 1) % 3]!)) < skewLimit)) return;
  const normal = cross(columns[0], columns[1]);
  const handed = dot(normal, columns[2]) < 0 ? -1 : 1;
  const [, b, c, d] = quaternion([columns[0], columns[1], normal]);
  view.setInt16(252, scannerAnatomical, true);
  view.setFloat32(76, handed, true);
  for (const [at, value] of [b, c, d, ...position].entries()) view.setFloat32(256 + at * 4, value, true);
}

/**
 * Unit quaternion (a ≥ 0, b, c, d) of the rotation whose columns are given, by the largest component as in
 * `nifti_mat44_to_quatern` of the NIfTI-1 reference code.
 */
function quaternion(columns: readonly [Vector3, Vector3, Vector3]): [number, number, number, number] {
  const [[r11, r21, r31], [r12, r22, r32], [r13, r23, r33]] = columns;
  const squares = [1 + r11 + r22 + r33, 1 + r11 - r22 - r33, 1 - r11 + r22 - r33, 1 - r11 - r22 + r33];
  const largest = squares.indexOf(Math.max(...squares));
  const size = Math.sqrt(squares[largest]!) / 2;
  const q: [number, number, number, number] =
    largest === 0
      ? [4 * size * size, r32 - r23, r13 - r31, r21 - r12]
      : largest === 1
        ? [r32 - r23, 4 * size * size, r12 + r21, r13 + r31]
        : largest === 2
          ? [r13 - r31, r12 + r21, 4 * size * size, r23 + r32]
          : [r21 - r12, r13 + r31, r23 + r32, 4 * size * size];
  const scale = (q[0] < 0 ? -1 : 1) / (4 * size);
  return q.map((value) => value * scale) as [number, number, number, number];
}
