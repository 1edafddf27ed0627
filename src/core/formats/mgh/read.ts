import { headOf } from '../../base/byteSource';
import { geometryOfSteps, type Vector3, type VolumeGeometry } from '../../geometry/volumeGeometry';
import type { MedicalImage } from '../../image/medicalImage';
import { contentFrom, type FileContent } from '../content';
import { isGzip, startOfGzip } from '../gzip';
import { voxelArray } from '../voxelArray';
import { voxelImage } from '../voxelImage';
import { headerBytes, readHeader, type MghHeader } from './header';

/** Bytes of a file that hold its header, also where it is gzipped. */
const headBytes = 65_536;

/**
 * Reads FreeSurfer's MGH, plain or gzipped (MGZ). Slices run along k in the file's order; its frames are volumes.
 * @throws UserError `damaged`, `unsupported-encoding` or `too-large`
 */
export async function read(content: FileContent): Promise<MedicalImage> {
  const head = await headOf(content, headBytes);
  const compressed = isGzip(head);
  const header = readHeader(compressed ? startOfGzip(head, headerBytes) : head);
  const array = voxelArray(header.sizes, { spatial: [0, 1, 2] }, header.type, false);
  const geometry = geometryOf(header);
  return voxelImage(compressed ? content : contentFrom(content, headerBytes), {
    format: 'mgh',
    array,
    storage: compressed ? 'gzip' : 'raw',
    ...(compressed ? { skipped: headerBytes } : {}),
    ...(geometry === undefined ? {} : { geometry }),
    encoding: ['MGH', header.type, ...(compressed ? ['gzip'] : [])].join(', '),
  });
}

/** The volume's middle is the voxel at half of its size. Converted from RAS to LPS. */
function geometryOf({ sizes, spacing, directions, centre }: MghHeader): VolumeGeometry | undefined {
  const toLps = ([r, a, s]: Vector3): Vector3 => [-r, -a, s];
  const steps = directions.map((direction, axis) => direction.map((part) => part * spacing[axis]!)) as unknown as [
    Vector3,
    Vector3,
    Vector3,
  ];
  const origin = centre.map(
    (place, axis) => place - steps.reduce((sum, step, i) => sum + (step[axis]! * sizes[i]!) / 2, 0),
  ) as unknown as Vector3;
  return geometryOfSteps(toLps(origin), [toLps(steps[0]), toLps(steps[1]), toLps(steps[2])]);
}
