import { readHeader, type NIFTI1, type NIFTI2 } from 'nifti-reader-js';
import { messageOf, UserError } from '../../base/error';
import { refuseLfsPointer } from '../../base/gitLfs';
import type { Size } from '../../geometry/rect';
import type { VolumeGeometry } from '../../geometry/volumeGeometry';
import { t, type Message } from '../../text/message';
import { checkRatio, inflateUpTo } from '../inflate';
import { checkExtent, checkVolumeEnd } from '../limits';
import { isGzip, type Gunzip, type Gzip } from '../gzip';
import { dimensionsOf, headerLength, headerLike, newHeader } from './volumeHeader';

/** Bytes that hold the longer of the two headers, with the flag of its extensions. */
const headerBytes = 544;
/** Where that flag stands in a header of NIfTI-1. */
const flagAt = 348;

/** Label values of a volume, or of several one after the other: slice after slice, each row by row; 0 is background. */
export interface LabelVolume extends Size {
  /** Slices of one volume. */
  readonly slices: number;
  /** Absent where there is one. */
  readonly volumes?: number;
  readonly data: Uint8Array | Uint16Array;
}

/** What places the voxels of a label volume in the patient. */
export interface LabelVolumeFrame {
  readonly geometry?: VolumeGeometry;
  /** NIfTI-1 header of the image that was labelled; wins over `geometry`. */
  readonly niftiHeader?: Uint8Array;
}

/**
 * Encodes a label volume as gzipped single-file NIfTI-1 (`.nii.gz`) with the NIfTI "label" intent, uint8 while all
 * values fit, otherwise uint16.
 * @param gzip packs the file
 * @throws UserError `bad-input` when the frame's header has other dimensions; RangeError when `data` has another length.
 */
export function writeLabelVolume(
  { width, height, slices, volumes = 1, data, ...frame }: LabelVolume & LabelVolumeFrame,
  gzip: Gzip,
): Uint8Array {
  const size = dimensionsOf({ width, height, slices, volumes });
  if (data.length !== width * height * slices * volumes) {
    throw new RangeError(`A ${size.join('×')} volume cannot have ${data.length} values.`);
  }
  const type = data instanceof Uint8Array || data.every((value) => value <= 255) ? 'uint8' : 'uint16';
  const content = { type, labels: true } as const;
  const header = frame.niftiHeader
    ? headerLike(frame.niftiHeader, size, content)
    : newHeader(size, content, frame.geometry);
  const start = headerLength + 4;
  const file = new Uint8Array(start + data.length * (type === 'uint8' ? 1 : 2));
  file.set(header.bytes);
  if (type === 'uint8') {
    file.set(data, start);
  } else {
    const view = new DataView(file.buffer, start);
    for (let at = 0; at < data.length; at++) view.setUint16(at * 2, data[at]!, header.littleEndian);
  }
  return gzip(file);
}

/**
 * Decodes a label volume as {@link readLabelVolumes} does.
 * @throws UserError as that, and `unsupported-encoding` when there are several volumes
 */
export function readLabelVolume(bytes: Uint8Array, gunzip: Gunzip): LabelVolume {
  const { volumes = 1, ...volume } = readLabelVolumes(bytes, gunzip);
  if (volumes > 1) throw notLabels(t`The label volume contains ${volumes} volumes, but masks of one are expected.`);
  return volume;
}

/**
 * Decodes label volumes from NIfTI, gzipped or not, of any integer or floating type that holds whole numbers from 0 to 65535.
 * Of the voxels nothing is inflated where the header says that they are too many.
 * @param gunzip unpacks a gzipped file
 * @param most voxels that there may be, such as those of the image; any number that can be held when left out
 * @throws UserError `damaged`, `too-large`, or `unsupported-encoding` when the values are no labels
 */
export function readLabelVolumes(bytes: Uint8Array, gunzip: Gunzip, most = Infinity): LabelVolume {
  refuseLfsPointer(bytes);
  const gzipped = isGzip(bytes);
  let header: NIFTI1 | NIFTI2;
  try {
    const start = (gzipped ? inflateUpTo(headerBytes, [bytes], 'gzip').bytes : bytes.subarray(0, headerBytes)).slice();
    // Without its extension flag the parser does not walk through extensions, which are not needed here.
    if (new DataView(start.buffer).getInt32(0, true) === flagAt) start.fill(0, flagAt, flagAt + 4);
    header = readHeader(start.buffer);
  } catch (error) {
    throw damaged(t`it has no readable header (${messageOf(error)})`, error);
  }
  const [width, height, slices] = [1, 2, 3].map((axis) =>
    header.dims[0]! < axis ? 1 : Math.trunc(header.dims[axis] ?? 0),
  ) as [number, number, number];
  const volumes = header.dims.slice(4, header.dims[0]! + 1).reduce((product, size) => product * (size || 1), 1);
  const read = readers[header.datatypeCode];
  if (read === undefined) {
    throw notLabels(
      t`The label volume contains NIfTI data type ${header.datatypeCode}, but label values are whole numbers from 0 to 65535.`,
    );
  }
  checkExtent({ width, height, slices, volumes, bytesPerPixel: read.bytes });
  const voxels = width * height * slices * volumes;
  checkVolumeEnd(voxels * read.bytes);
  if (voxels > most) throw damaged(t`it declares ${voxels} voxels; the limit is ${most}`);
  const start = Math.trunc(header.vox_offset);
  const length = voxels * read.bytes;
  if (gzipped) checkRatio(start + length, bytes.length);
  const file = gzipped ? gunzip(bytes, start + length) : bytes.subarray(0, start + length);
  if (start + length > file.length) {
    throw damaged(t`it ends after ${file.length} of ${start + length} bytes`);
  }
  const size = { width, height, slices, ...(volumes === 1 ? {} : { volumes }) };
  const view = new DataView(file.buffer as ArrayBuffer, file.byteOffset + start, length);
  const slope = header.scl_slope !== 0 && Number.isFinite(header.scl_slope) ? header.scl_slope : 1;
  const intercept = header.scl_slope !== 0 && Number.isFinite(header.scl_inter) ? header.scl_inter : 0;
  const isPlain = slope === 1 && intercept === 0;
  if (header.datatypeCode === uint8Code && isPlain) {
    return { ...size, data: new Uint8Array(view.buffer, view.byteOffset, voxels) };
  }
  const data = read.bytes === 1 && isPlain ? new Uint8Array(voxels) : new Uint16Array(voxels);
  for (let at = 0; at < voxels; at++) {
    const value = Number(read.at(view, at * read.bytes, header.littleEndian)) * slope + intercept;
    if (!(Number.isInteger(value) && value >= 0 && value <= 65535))
      throw notLabels(
        t`The label volume contains the value ${value}, but label values are whole numbers from 0 to 65535.`,
      );
    data[at] = value;
  }
  return { ...size, data };
}

interface VoxelReader {
  readonly bytes: number;
  readonly at: (view: DataView, offset: number, littleEndian: boolean) => number | bigint;
}

/** NIfTI `datatype` code of bytes. */
const uint8Code = 2;

/** By NIfTI `datatype` code. */
const readers: Readonly<Record<number, VoxelReader>> = {
  [uint8Code]: { bytes: 1, at: (view, offset) => view.getUint8(offset) },
  4: { bytes: 2, at: (view, offset, little) => view.getInt16(offset, little) },
  8: { bytes: 4, at: (view, offset, little) => view.getInt32(offset, little) },
  16: { bytes: 4, at: (view, offset, little) => view.getFloat32(offset, little) },
  64: { bytes: 8, at: (view, offset, little) => view.getFloat64(offset, little) },
  256: { bytes: 1, at: (view, offset) => view.getInt8(offset) },
  512: { bytes: 2, at: (view, offset, little) => view.getUint16(offset, little) },
  768: { bytes: 4, at: (view, offset, little) => view.getUint32(offset, little) },
  1024: { bytes: 8, at: (view, offset, little) => view.getBigInt64(offset, little) },
  1280: { bytes: 8, at: (view, offset, little) => view.getBigUint64(offset, little) },
};

function notLabels(problem: Message): UserError {
  return new UserError('unsupported-encoding', { problem, advice: t`Save the labels as uint8 or uint16 NIfTI.` });
}

function damaged(reason: Message, cause?: unknown): UserError {
  return new UserError('damaged', {
    problem: t`The label volume is not a readable NIfTI file: ${reason}.`,
    advice: t`Restore it from a copy, or delete it.`,
    cause,
  });
}
