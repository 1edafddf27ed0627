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

/** `CT · 512 × 512 × 214 · 0.70 mm`, or `64 × 64 × 30 · 40 volumes`: what the image is; never who. */
export function describeImage({
  modality,
  width,
  height,
  slices,
  volumes,
  pixelSpacing,
  geometry,
}: ImageInfo): Message {
  const size = [width, height, ...(slices > 1 ? [slices] : [])].join(' × ');
  const [across, down] = pixelSpacing ?? [];
  const apart = slices > 1 ? geometry?.spacing[2] : undefined;
  const series = volumes === undefined ? '' : t`${volumes} volumes`;
  return joined(
    [modality, size, series, describeSpacing([across, down, apart])].filter((part) => part !== ''),
    ' · ',
  );
}

function describeSpacing(spacing: readonly (number | undefined)[]): string {
  const parts = spacing.filter((value) => value !== undefined).map((value) => formatNumber(value, 2));
  return parts.length === 0 ? '' : `${new Set(parts).size === 1 ? parts[0]! : parts.join(' × ')} mm`;
}

/** `W 400 L 40 (soft tissue)`; empty for images that are shown as they are. */
export function describeWindow(window: Window | null): Text {
  if (window === null) return '';
  const digits = window.width >= 20 ? 0 : window.width >= 2 ? 1 : 3;
  const numbers = `W ${formatNumber(window.width, digits)} L ${formatNumber(window.center, digits)}`;
  const notes = [window.name ?? '', window.shape === 'sigmoid' ? t`sigmoid` : ''].filter((note) => note !== '');
  return notes.length === 0 ? numbers : t`${numbers} (${listed(notes)})`;
}

/** `x 231 y 188 · −12 HU · (34.1, −80.2, 120.0) mm`: the pixel under the pointer; empty outside the image. */
export function describeProbe(info: ImageInfo, slice: Slice, index: number, at: Point): string {
  const x = Math.floor(at.x);
  const y = Math.floor(at.y);
  if (x < 0 || y < 0 || x >= slice.width || y >= slice.height) return '';
  const parts = [describePixel(info, slice, at)];
  if (info.geometry !== undefined) {
    const position = voxelToPatient(info.geometry, [at.x - 0.5, at.y - 0.5, index]);
    parts.push(`(${position.map((value) => formatNumber(value, 1)).join(', ')}) mm`);
  }
  return parts.join(' · ');
}

/** Which pixel a place within the slice lies on, and its value. */
export function describePixel(info: ImageInfo, slice: Slice, at: Point): string {
  const x = Math.floor(at.x);
  const y = Math.floor(at.y);
  return `x ${x} y ${y} · ${describeValue(info, slice, y * slice.width + x)}`;
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
