import { headOf, restOf, type ByteSource } from '../../base/byteSource';
import type { MedicalImage } from '../../image/medicalImage';
import { unsupportedEncoding } from '../failures';
import { voxelArray } from '../voxelArray';
import { voxelImage } from '../voxelImage';
import { headerPortion, readHeader, type NpyHeader } from './header';

/**
 * Reads an array of NumPy: rows and columns are the last two axes and slices the one before, as images are indexed;
 * the elements of further axes are volumes. Bytes with three or four to the last axis are colour.
 * @throws UserError `damaged`, `unsupported-encoding` or `too-large`
 */
export async function read(content: ByteSource): Promise<MedicalImage> {
  const header = readHeader(await headOf(content, headerPortion));
  const { type, littleEndian, shape, fortranOrder } = header;
  const axes = shape.length;
  const isColor = axes >= 3 && type === 'uint8' && (shape[axes - 1] === 3 || shape[axes - 1] === 4);
  const last = isColor ? axes - 2 : axes - 1;
  if (last < 1) {
    throw unsupportedEncoding('A NumPy array of fewer than two dimensions is no image.', 'Open an image.');
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

function describe({ type, shape, fortranOrder }: NpyHeader): string {
  return ['NumPy', type, shape.join(' × '), ...(fortranOrder ? ['Fortran order'] : [])].join(', ');
}
