import { headOf, restOf, type ByteSource } from '../../base/byteSource';
import type { MedicalImage } from '../../image/medicalImage';
import { t } from '../../text/message';
import { unsupportedEncoding } from '../failures';
import { voxelArray } from '../voxelArray';
import { voxelImage } from '../voxelImage';
import { headerPortion, readHeader, type NpyHeader } from './header';

/**
 * Reads an array of NumPy: rows and columns are the last two axes and slices the one before, as images are indexed;
 * the elements of further axes are volumes. Bytes with three or four to the last axis are colour, and what else is that short
 * behind two longer axes are channels, as `height × width × channels` is usual.
 * @throws UserError `damaged`, `unsupported-encoding` or `too-large`
 */
export async function read(content: ByteSource): Promise<MedicalImage> {
  const header = readHeader(await headOf(content, headerPortion));
  const { type, littleEndian, shape, fortranOrder } = header;
  const axes = shape.length;
  const samples = shape[axes - 1] ?? 0;
  const isColor = axes >= 3 && type === 'uint8' && (samples === 3 || samples === 4);
  const last = axes - 1 - (isColor ? 1 : innerAxes(shape, type));
  if (last < 1) {
    throw unsupportedEncoding(t`A NumPy array with fewer than two dimensions is not an image.`, t`Open an image.`);
  }
  const spatial = [last, last - 1, last - 2].filter((axis) => axis >= 0);
  // Axes are counted from the fastest.
  const place = (axis: number): number => (fortranOrder ? axis : axes - 1 - axis);
  const sizes = fortranOrder ? shape : [...shape].reverse();
  const color = isColor ? { color: place(axes - 1) } : {};
  const array = voxelArray(sizes, { spatial: spatial.map(place), ...color }, type, littleEndian);
  return voxelImage(restOf(content, header.dataOffset), {
    format: 'npy',
    array,
    storage: 'raw',
    encoding: describe(header),
  });
}

/** Longest last axis that counts as channels. */
const mostChannels = 4;

/** How many axes at the end are channels of a pixel instead of columns: short ones, and those of a single element. */
function innerAxes(shape: readonly number[], type: NpyHeader['type']): number {
  let inner = 0;
  const at = (axis: number): number => shape[shape.length - 1 - axis] ?? 0;
  while (shape.length - inner > 2 && at(inner) === 1) inner++;
  const isShort = at(inner) <= mostChannels && at(inner + 1) > mostChannels && at(inner + 2) > mostChannels;
  return shape.length - inner > 2 && isShort && type.startsWith('float') ? inner + 1 : inner;
}

function describe({ type, shape, fortranOrder }: NpyHeader): string {
  return ['NumPy', type, shape.join(' × '), ...(fortranOrder ? ['Fortran order'] : [])].join(', ');
}
