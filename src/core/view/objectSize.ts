import type { ImageInfo } from '../image/medicalImage';
import { isSamePlace, volumeOf, type SlicePlace } from '../image/slicePlace';
import { areaOf, type RunLengthMask } from '../mask/runLength';
import { t, type Text } from '../text/message';
import { formatNumber } from './describe';

/** What is measured of an object. */
interface Sized extends SlicePlace {
  readonly label: string;
  readonly mask: RunLengthMask;
}

type Scale = Pick<ImageInfo, 'pixelSpacing' | 'geometry'>;

/** Area of a mask in square millimetres, or in pixels where the image has no scale. */
export function areaText(mask: RunLengthMask, { pixelSpacing }: Scale): Text {
  const pixels = areaOf(mask);
  if (pixelSpacing === undefined) return t`${pixels.toLocaleString('en')} px`;
  return t`${number(pixels * pixelSpacing[0] * pixelSpacing[1])} mm²`;
}

/**
 * Volume of all objects of a label in one volume, in cubic millimetres, as slices of the thickness that their distance is;
 * undefined where the image has no scale, or the label is on one slice only. Pixels that several objects share count once for
 * each.
 */
export function labelVolumeText(object: Sized, objects: readonly Sized[], { geometry }: Scale): Text | undefined {
  const alike = objects.filter((each) => each.label === object.label && volumeOf(each) === volumeOf(object));
  if (geometry === undefined || alike.every((each) => isSamePlace(each, object))) return undefined;
  const [across, down, through] = geometry.spacing;
  const pixels = alike.reduce((sum, { mask }) => sum + areaOf(mask), 0);
  return t`${number(pixels * across * down * through)} mm³`;
}

/** Three figures are as many as a mask deserves, and none after the point of large numbers. */
function number(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return formatNumber(value, value >= 10 ? 1 : 2);
}
