import { join } from 'node:path';
import { UserError, userErrorOf } from '../../core/base/error';
import { sameGeometry, voxelToPatient } from '../../core/geometry/volumeGeometry';
import type { Size } from '../../core/geometry/rect';
import { checkLabelValues } from '../../core/layouts/checkValues';
import type { LabelTable } from '../../core/layouts/labelTable';
import type { FoundMask, LayoutObject } from '../../core/layouts/layout';
import { Mask } from '../../core/mask/mask';
import { encodeRunLength } from '../../core/mask/runLength';
import { readMask } from '../dataset/readMask';
import { openImage, segmentsOn, type OpenedImage } from '../image/openImage';
import { readLabelMap } from './readLabelMap';

/**
 * Reads a mask for an image.
 * @param root folder of the layout
 * @param slice that a mask of one slice lies on
 * @throws UserError that names the file: `damaged` for another size or place than the image's; and what reading throws
 */
export async function readFoundMask(
  root: string,
  mask: FoundMask,
  slice: number,
  image: OpenedImage,
  labels: LabelTable,
): Promise<LayoutObject[]> {
  const { width, height, slices } = image.info;
  if (slice >= slices) {
    throw new UserError('damaged', {
      problem: `A mask is for slice ${slice}, but the image has ${slices}, counted from 0.`,
    });
  }
  switch (mask.kind) {
    case 'inline': {
      const stored = mask.mask();
      if (stored.size[0] !== width || stored.size[1] !== height) throw otherSize(stored.size, image);
      return [{ label: mask.label, slice, mask: stored }];
    }
    case 'mask': {
      const read = await readMask(join(root, mask.path), image.info);
      return [{ label: mask.label, slice, mask: encodeRunLength(read) }];
    }
    case 'segmentation':
      return segmentsOn(image, join(root, mask.path));
    case 'labelMap':
      return objectsInMap(join(root, mask.path), mask.names, image, slice, labels);
  }
}

/**
 * One object for each label on each slice.
 * @param slice of a series that a map of one slice is for
 */
async function objectsInMap(
  file: string,
  names: ReadonlyMap<number, string>,
  image: OpenedImage,
  slice: number,
  labels: LabelTable,
): Promise<LayoutObject[]> {
  try {
    const map = await readLabelMap(file);
    const { width, height, slices } = image.info;
    const isOfSlice = image.instances !== undefined && map.slices === 1;
    if (map.width !== width || map.height !== height || (map.slices !== slices && !isOfSlice)) {
      const isFlat = map.slices === 1 && slices === 1;
      throw otherSize([map.width, map.height, ...(isFlat ? [] : [map.slices])], image);
    }
    const values = new Set(map.data);
    values.delete(0);
    checkLabelValues([...values], names, map.isLossy);
    const first = isOfSlice ? slice : 0;
    if (map.isVolume) await checkPlace(file, image, { first, slices: map.slices });
    return objectsOf(map, first, (value) => labels.nameOf(value, names));
  } catch (error) {
    throw userErrorOf(error, file);
  }
}

function objectsOf(
  { width, height, slices, data }: Size & { readonly slices: number; readonly data: Uint8Array | Uint16Array },
  first: number,
  nameOf: (value: number) => string,
): LayoutObject[] {
  const area = width * height;
  const objects: LayoutObject[] = [];
  for (let slice = 0; slice < slices; slice++) {
    const plane = data.subarray(slice * area, (slice + 1) * area);
    const values = [...new Set(plane)].filter((value) => value > 0).sort((a, b) => a - b);
    for (const value of values) {
      const mask = new Mask(
        width,
        height,
        Uint8Array.from(plane, (each) => (each === value ? 1 : 0)),
      );
      objects.push({ label: nameOf(value), slice: first + slice, mask: encodeRunLength(mask) });
    }
  }
  return objects;
}

/** @throws UserError `damaged` when the voxels of a label volume lie elsewhere than those slices of the image */
async function checkPlace(
  file: string,
  { info }: OpenedImage,
  { first, slices }: { readonly first: number; readonly slices: number },
): Promise<void> {
  const labels = await openImage(file);
  try {
    const { geometry } = labels.info;
    if (geometry === undefined || info.geometry === undefined) return;
    const own = { ...info.geometry, origin: voxelToPatient(info.geometry, [0, 0, first]) };
    if (sameGeometry(geometry, own, [info.width, info.height, slices])) return;
  } finally {
    labels.dispose();
  }
  throw new UserError('damaged', {
    problem: 'Its voxels do not lie where those of the image do.',
    advice: 'Resample the labels to the image, or copy the geometry of the image into them.',
  });
}

function otherSize(size: readonly number[], { info }: OpenedImage): UserError {
  const own = [info.width, info.height, ...(size.length > 2 ? [info.slices] : [])];
  return new UserError('damaged', {
    problem: `The mask has ${size.join(' × ')} pixels, its image ${own.join(' × ')}.`,
    advice: 'Scale the mask to the size of its image by the nearest pixel, or restore the image that it was made for.',
  });
}
