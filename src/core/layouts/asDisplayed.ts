import { orient } from '../formats/orient';
import type { Size } from '../geometry/rect';
import { voxelToPatient, type Vector3, type VolumeGeometry } from '../geometry/volumeGeometry';
import { Mask } from '../mask/mask';
import { decodeRunLength, encodeRunLength } from '../mask/runLength';
import { displayFlip, type Flip } from '../view/orientation';
import type { ImageInfo } from '../image/medicalImage';
import type { LayoutImage } from './layout';

/** How an image is turned for display, as one of the orientations 1 to 4 of EXIF: DICOM images are stored as they are displayed. */
export function displayOrientation(info: Pick<ImageInfo, 'format' | 'geometry'>): number {
  return exifOf(displayFlip(info));
}

function exifOf([across, down]: Flip): number {
  return across ? (down ? 3 : 2) : down ? 4 : 1;
}

/** An image and its masks as they are displayed: its rows and columns may be counted from the other end. */
export function asDisplayed(image: LayoutImage, orientation: number): LayoutImage {
  if (orientation === 1) return image;
  const { geometry, objects, width, height } = image;
  return {
    ...image,
    ...(geometry === undefined ? {} : { geometry: turnedGeometry(geometry, image, orientation) }),
    objects: objects.map(({ mask, ...object }) => {
      const { data } = orient(decodeRunLength(mask).data, image, 1, orientation);
      return { ...object, mask: encodeRunLength(new Mask(width, height, data)) };
    }),
  };
}

function turnedGeometry(geometry: VolumeGeometry, { width, height }: Size, orientation: number): VolumeGeometry {
  const [across, down] = [orientation < 4, orientation > 2];
  const [row, column, slices] = geometry.axes;
  return {
    ...geometry,
    origin: voxelToPatient(geometry, [across ? width - 1 : 0, down ? height - 1 : 0, 0]),
    axes: [across ? reversed(row) : row, down ? reversed(column) : column, slices],
  };
}

function reversed([x, y, z]: Vector3): Vector3 {
  return [-x, -y, -z];
}
