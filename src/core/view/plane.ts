import type { Size } from '../geometry/rect';
import { orientationLetter, type Vector3, type VolumeGeometry } from '../geometry/volumeGeometry';
import type { Axis } from '../image/plane';
import type { ImageInfo } from '../image/medicalImage';
import { t, type Message } from '../text/message';
import { pixelAspect } from './camera';
import { conventionalFlip, displayFlip, edgeLetters, type EdgeLetters, type Flip } from './orientation';

/** How a plane of a volume is shown. */
export interface Plane {
  /** The axis that is at a right angle to it. */
  readonly normal: Axis;
  /** The axes that run to the right and down before they are flipped. */
  readonly across: Axis;
  readonly down: Axis;
  readonly flip: Flip;
}

/** A position in the volume: continuous, voxel (0, 0, 0) from 0 to 1 along every axis. */
export type VoxelPosition = Vector3;

/** Directions that run sideways in the radiological convention, before those that run up and down. */
const sideways = ['L', 'R', 'P', 'A', 'H', 'F'];

/**
 * The plane at a right angle to `normal`. Slices are shown as {@link displayFlip} turns them; the planes across them in the
 * radiological convention, or with the slices one below the other where nothing is known of the patient.
 */
export function planeAcross(info: Pick<ImageInfo, 'format' | 'geometry'>, normal: Axis): Plane {
  if (normal === 2) return { normal, across: 0, down: 1, flip: displayFlip(info) };
  const inSlice = normal === 0 ? 1 : 0;
  const { geometry } = info;
  if (geometry === undefined) return { normal, across: inSlice, down: 2, flip: [false, false] };
  const rank = (axis: Axis): number => sideways.indexOf(orientationLetter(geometry.axes[axis])) >> 1;
  const [across, down]: [Axis, Axis] = rank(2) < rank(inSlice) ? [2, inSlice] : [inSlice, 2];
  return { normal, across, down, flip: conventionalFlip(inPlane(geometry, { normal, across, down })) };
}

/** The patient's sides that the edges of a plane face. */
export function planeLetters(geometry: VolumeGeometry, plane: Plane): EdgeLetters {
  return edgeLetters(inPlane(geometry, plane), plane.flip);
}

/**
 * Size of the image of a plane across the slices: a column or row of a slice is a row of it, slice below slice. That it may be
 * shown turned does not matter here.
 */
export function planeSize(
  { width, height, slices }: Pick<ImageInfo, 'width' | 'height' | 'slices'>,
  normal: 0 | 1,
): Size {
  return { width: normal === 0 ? height : width, height: slices };
}

/**
 * Width and height of a pixel of such an image, in the shorter side of a pixel of the slices, which is the unit of brushes: they
 * are as large in all planes. Slices of unknown distance count as far apart as pixels.
 */
export function planePixel(
  info: Pick<ImageInfo, 'geometry' | 'pixelSpacing'>,
  normal: 0 | 1,
): readonly [number, number] {
  const [x, y, z] = spacingOf(info);
  const unit = Math.min(x, y);
  return [(normal === 0 ? y : x) / unit, z / unit];
}

/** Relative width and height of a pixel as a plane is shown; slices of unknown distance count as far apart as pixels. */
export function planeAspect(
  info: Pick<ImageInfo, 'geometry' | 'pixelSpacing'>,
  { across, down }: Pick<Plane, 'across' | 'down'>,
): readonly [number, number] {
  const spacing = spacingOf(info);
  return pixelAspect([spacing[across], spacing[down]]);
}

function spacingOf({ geometry, pixelSpacing }: Pick<ImageInfo, 'geometry' | 'pixelSpacing'>): Vector3 {
  const [x, y] = pixelSpacing ?? [1, 1];
  return geometry?.spacing ?? [x, y, Math.min(x, y)];
}

/** `Axial`, `Coronal` or `Sagittal`, whichever is nearest; without a patient frame, the axis that it goes along. */
export function planeName(geometry: VolumeGeometry | undefined, normal: Axis): Message {
  if (geometry === undefined) return [t`Columns`, t`Rows`, t`Slices`][normal]!;
  const names = { L: t`Sagittal`, R: t`Sagittal`, P: t`Coronal`, A: t`Coronal`, H: t`Axial`, F: t`Axial` };
  return names[orientationLetter(geometry.axes[normal])];
}

function inPlane(
  { axes }: VolumeGeometry,
  { normal, across, down }: Omit<Plane, 'flip'>,
): Pick<VolumeGeometry, 'axes'> {
  return { axes: [axes[across], axes[down], axes[normal]] };
}
