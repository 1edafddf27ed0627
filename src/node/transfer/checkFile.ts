import { UserError } from '../../core/base/error';
import { readLabelVolumes } from '../../core/formats/nifti/labelVolume';
import { samePlacement } from '../../core/formats/nifti/placement';
import { readLabelPng } from '../../core/formats/png/labelMap';
import { sameGeometry } from '../../core/geometry/volumeGeometry';
import type { LayoutFile } from '../../core/layouts/layout';
import type { Mask } from '../../core/mask/mask';
import { gunzip } from '../files/gzip';
import { isSameArray } from '../files/sameArray';
import { openImage, type OpenedImage } from '../image/openImage';
import { readFile } from '../files/readFile';
import { t } from '../../core/text/message';

// Each check reads a file that was just written. They throw `unwritable` when it does not hold what it should.

export async function checkMask(path: string, mask: Mask): Promise<void> {
  const { width, height, data } = readLabelPng(await readFile(path));
  const values = mask.data.map((value) => value * 255);
  if (width !== mask.width || height !== mask.height || !isSameArray(data, values)) throw changed(path);
}

/** Values, and, of a NIfTI volume, the places of its voxels. */
export async function checkLabelMap(
  path: string,
  { values }: Extract<LayoutFile, { kind: 'labelMap' }>,
  image: OpenedImage,
): Promise<void> {
  const bytes = await readFile(path);
  const isPng = path.endsWith('.png');
  const { data } = isPng ? readLabelPng(bytes) : readLabelVolumes(bytes, gunzip);
  if (!isSameArray(data, values)) throw changed(path);
  if (!isPng) await checkPlace(path, image);
}

/** The very bytes. */
export async function checkBytes(path: string, bytes: Uint8Array): Promise<void> {
  if (Buffer.compare(await readFile(path), bytes) !== 0) throw changed(path);
}

/** The samples of the image, where the file holds them, and the places of its voxels. */
export async function checkImage(
  path: string,
  bytes: Uint8Array,
  { as }: Extract<LayoutFile, { kind: 'image' }>,
  image: OpenedImage,
): Promise<void> {
  await checkBytes(path, bytes);
  if (as === 'volume') await checkPlace(path, image, true);
}

async function checkPlace(path: string, image: OpenedImage, withSamples = false): Promise<void> {
  const { slices } = image.info;
  const written = await openImage(path);
  try {
    if (!isInPlace(image, written)) throw changed(path);
    for (let index = 0; withSamples && index < slices; index++) {
      const [a, b] = [await image.readSlice(index), await written.readSlice(index)];
      if (!a.data.every((value, at) => isNear(value * a.slope + a.intercept, b.data[at]! * b.slope + b.intercept))) {
        throw changed(path);
      }
    }
  } finally {
    written.dispose();
  }
}

/** To the bit for an image that is NIfTI itself. */
function isInPlace(image: OpenedImage, written: OpenedImage): boolean {
  const { width, height, slices, geometry } = image.info;
  if (written.info.slices !== slices) return false;
  if (image.niftiHeader !== undefined && written.niftiHeader !== undefined) {
    return samePlacement(image.niftiHeader, written.niftiHeader);
  }
  const found = written.info.geometry;
  if (geometry === undefined || found === undefined) return geometry === found;
  return sameGeometry(geometry, found, [width, height, slices]);
}

/** NIfTI keeps slopes, and modality values that differ in their scale, as 32-bit floats. */
function isNear(a: number, b: number): boolean {
  return Object.is(a, b) || Math.abs(a - b) <= 1e-5 * Math.abs(a) + 1e-6;
}

function changed(file: string): UserError {
  return new UserError('unwritable', {
    file,
    problem: t`The file that was read back differs from what was written.`,
    advice: t`Check the disk, then export again.`,
  });
}
