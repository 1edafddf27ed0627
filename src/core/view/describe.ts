import { voxelToPatient } from '../geometry/volumeGeometry';
import type { Point } from '../geometry/rect';
import type { ImageInfo } from '../image/medicalImage';
import type { Slice } from '../image/slice';
import type { Window } from '../image/window';
import { joined, listed, t, type Message, type Text } from '../text/message';

const minus = '−';

/** DICOM Rescale Types that stand for the absence of a unit. */
const saysNoUnit = /^us$|unitless|unspecified|normalized/i;

/** A number to show: `digits` decimals and a true minus sign. */
export function formatNumber(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? minus + text : text;
}

/** `CT · 512 × 512 × 214 · 0.70 mm`, `64 × 64 × 30 · 40 volumes` or `array “t1” · 64 × 64`: what the image is; never who. */
export function describeImage({
  modality,
  width,
  height,
  slices,
  volumes,
  pixelSpacing,
  geometry,
  magnification,
  arrays,
}: ImageInfo): Message {
  const size = [width, height, ...(slices > 1 ? [slices] : [])].join(' × ');
  const [across, down] = pixelSpacing ?? [];
  const apart = slices > 1 ? geometry?.spacing[2] : undefined;
  const series = volumes === undefined ? '' : t`${volumes} volumes`;
  const array = arrays === undefined ? '' : t`array “${arrays.shown}”`;
  return joined(
    [array, modality, size, series, describeSpacing([across, down, apart]), magnificationText(magnification)].filter(
      (part) => part !== '',
    ),
    ' · ',
  );
}

/** Pixels smaller than this, in mm, are those of a microscope. */
const microscopic = 0.01;

/** Whether lengths of an image are given in micrometres. */
export function isMicroscopic({ pixelSpacing }: Pick<ImageInfo, 'pixelSpacing'>): boolean {
  return pixelSpacing !== undefined && Math.max(...pixelSpacing) < microscopic;
}

/** `20×`; empty where it is not known. */
export function magnificationText(magnification: number | undefined): string {
  if (magnification === undefined) return '';
  return `${formatNumber(magnification, magnification < 10 && !Number.isInteger(magnification) ? 1 : 0)}×`;
}

function describeSpacing(spacing: readonly (number | undefined)[]): string {
  const known = spacing.filter((value) => value !== undefined);
  const isSmall = known.length > 0 && Math.max(...known) < microscopic;
  const parts = known.map((value) => (isSmall ? formatNumber(1000 * value, 3) : formatNumber(value, 2)));
  const text = new Set(parts).size === 1 ? parts[0]! : parts.join(' × ');
  return parts.length === 0 ? '' : `${text} ${isSmall ? 'µm' : 'mm'}`;
}

/** `W 400 L 40 (soft tissue)`; empty for images that are shown as they are. */
export function describeWindow(window: Window | null): Text {
  if (window === null) return '';
  const digits = window.width >= 20 ? 0 : window.width >= 2 ? 1 : 3;
  const numbers = `W ${formatNumber(window.width, digits)} L ${formatNumber(window.center, digits)}`;
  const notes = [window.name ?? '', window.shape === 'sigmoid' ? t`sigmoid` : ''].filter((note) => note !== '');
  return notes.length === 0 ? numbers : t`${numbers} (${listed(notes)})`;
}

/**
 * `x 231 y 188 · −12 HU · (34.1, −80.2, 120.0) mm`: the pixel under the pointer; empty outside the image.
 * @param slice that has the pixel
 * @param pixel index of the pixel in `slice`, where that is a part of the image
 */
export function describeProbe(
  info: ImageInfo,
  slice: Slice,
  index: number,
  at: Point,
  pixel = pixelIn(slice, at),
): string {
  if (pixel === undefined) return '';
  const parts = [describePixel(info, slice, at, pixel)];
  if (info.geometry !== undefined) {
    const position = voxelToPatient(info.geometry, [at.x - 0.5, at.y - 0.5, index]);
    parts.push(`(${position.map((value) => formatNumber(value, 1)).join(', ')}) mm`);
  } else if (isMicroscopic(info)) {
    const [across, down] = info.pixelSpacing!;
    parts.push(`(${formatNumber(1000 * at.x * across, 1)}, ${formatNumber(1000 * at.y * down, 1)}) µm`);
  }
  return parts.join(' · ');
}

/** Which pixel a place within the slice lies on, and its value. @param pixel index in the slice of the one that is there */
export function describePixel(info: ImageInfo, slice: Slice, at: Point, pixel = pixelIn(slice, at)): string {
  const place = `x ${Math.floor(at.x)} y ${Math.floor(at.y)}`;
  return pixel === undefined ? place : `${place} · ${describeValue(info, slice, pixel)}`;
}

/** Index of the pixel at a place; undefined outside of the slice. */
function pixelIn({ width, height }: Slice, { x, y }: Point): number | undefined {
  const isInside = x >= 0 && y >= 0 && x < width && y < height;
  return isInside ? Math.floor(y) * width + Math.floor(x) : undefined;
}

/** The unit of values; empty where a header says that they have none. */
export function shownUnit(unit: string): string {
  return saysNoUnit.test(unit) ? '' : unit;
}

function describeValue({ unit, suv }: ImageInfo, { channels, data, slope, intercept }: Slice, pixel: number): string {
  if (channels === 3) return [0, 1, 2].map((channel) => String(data[pixel * 3 + channel]!)).join(' ');
  const value = data[pixel]! * slope + intercept;
  const text = formatNumber(value, Number.isInteger(value) ? 0 : Math.abs(value) >= 1000 ? 1 : 3);
  const shown = shownUnit(unit);
  const withUnit = shown === '' ? text : `${text} ${shown}`;
  return suv === undefined ? withUnit : `${withUnit} · SUV ${formatNumber(value * suv, 2)}`;
}
