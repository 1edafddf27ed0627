import { t } from '../../text/message';
import { damaged, unsupportedEncoding } from '../failures';
import type { Vector3 } from '../../geometry/volumeGeometry';
import type { SampleType } from '../samples';

/** Bytes from the start of a file to its voxels. */
export const headerBytes = 284;

/** The header of FreeSurfer's MGH (surfer.nmr.mgh.harvard.edu/fswiki/FsTutorial/MghFormat). */
export interface MghHeader {
  readonly type: SampleType;
  /** Voxels along i, j and k, and frames. */
  readonly sizes: readonly [number, number, number, number];
  /** mm between voxels along i, j and k. */
  readonly spacing: Vector3;
  /** Directions of i, j and k, RAS. */
  readonly directions: readonly [Vector3, Vector3, Vector3];
  /** Place of the middle of the volume, RAS, in mm. */
  readonly centre: Vector3;
}

const types: Readonly<Record<number, SampleType>> = { 0: 'uint8', 1: 'int32', 3: 'float32', 4: 'int16', 10: 'uint16' };

/** @throws UserError `damaged` or `unsupported-encoding` */
export function readHeader(bytes: Uint8Array): MghHeader {
  if (bytes.length < headerBytes) throw damaged(t`The MGH file ends within its header.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const code = view.getInt32(20);
  const type = types[code];
  if (type === undefined) throw unsupportedEncoding(t`MGH data type ${code} is not supported.`, t`Convert the voxels.`);
  const vector = (at: number): Vector3 => [view.getFloat32(at), view.getFloat32(at + 4), view.getFloat32(at + 8)];
  const isPlaced = view.getInt16(28) > 0;
  return {
    type,
    sizes: [view.getInt32(4), view.getInt32(8), view.getInt32(12), view.getInt32(16)],
    // What FreeSurfer takes for a volume that says nothing of its place: coronal, of one millimetre.
    spacing: isPlaced ? vector(30) : [1, 1, 1],
    directions: isPlaced
      ? [vector(42), vector(54), vector(66)]
      : [
          [-1, 0, 0],
          [0, 0, -1],
          [0, 1, 0],
        ],
    centre: isPlaced ? vector(78) : [0, 0, 0],
  };
}
