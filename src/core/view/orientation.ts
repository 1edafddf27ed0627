import { orientationLetter, type Vector3, type VolumeGeometry } from '../geometry/volumeGeometry';

export type OrientationLetter = ReturnType<typeof orientationLetter>;

/** The patient's sides that the four edges of a slice face. */
export interface EdgeLetters {
  readonly left: OrientationLetter;
  readonly right: OrientationLetter;
  readonly top: OrientationLetter;
  readonly bottom: OrientationLetter;
}

export function edgeLetters({ axes: [across, down] }: VolumeGeometry): EdgeLetters {
  const opposite = ([x, y, z]: Vector3): Vector3 => [-x, -y, -z];
  return {
    left: orientationLetter(opposite(across)),
    right: orientationLetter(across),
    top: orientationLetter(opposite(down)),
    bottom: orientationLetter(down),
  };
}
