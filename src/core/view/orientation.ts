import { orientationLetter, type Vector3, type VolumeGeometry } from '../geometry/volumeGeometry';
import type { ImageInfo } from '../image/medicalImage';

/** Whether the columns and the rows of an image are shown in reverse order. */
export type Flip = readonly [across: boolean, down: boolean];

export type OrientationLetter = ReturnType<typeof orientationLetter>;

/** The patient's sides that the four edges of a slice face. */
export interface EdgeLetters {
  readonly left: OrientationLetter;
  readonly right: OrientationLetter;
  readonly top: OrientationLetter;
  readonly bottom: OrientationLetter;
}

export function edgeLetters({ axes }: Pick<VolumeGeometry, 'axes'>, flip: Flip): EdgeLetters {
  const [across, down] = [turned(axes[0], flip[0]), turned(axes[1], flip[1])];
  return {
    left: orientationLetter(turned(across, true)),
    right: orientationLetter(across),
    top: orientationLetter(turned(down, true)),
    bottom: orientationLetter(down),
  };
}

const storedInAnyOrder: ReadonlySet<ImageInfo['format']> = new Set(['nifti', 'nrrd', 'metaimage']);

/**
 * How an image is rotated for display. DICOM images are stored for display and are not rotated. Research formats
 * store volumes in any order, NIfTI most often feet and back first: they are shown in the radiological convention, with
 * the patient's right on the left, the front on top of axial and on the left of sagittal slices, and the head on top.
 */
export function displayFlip({ format, geometry }: Pick<ImageInfo, 'format' | 'geometry'>): Flip {
  return storedInAnyOrder.has(format) && geometry !== undefined ? conventionalFlip(geometry) : [false, false];
}

/** What it takes to show columns and rows in the radiological convention. */
export function conventionalFlip(geometry: Pick<VolumeGeometry, 'axes'>): Flip {
  const { right, bottom } = edgeLetters(geometry, [false, false]);
  return [right === 'R' || right === 'A', bottom === 'A' || bottom === 'H'];
}

function turned([x, y, z]: Vector3, turn: boolean): Vector3 {
  return turn ? [-x, -y, -z] : [x, y, z];
}
