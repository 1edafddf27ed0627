import { rectFromCorners, rectHeight, rectWidth, type Point } from '../geometry/rect';
import type { ImageInfo } from '../image/medicalImage';
import type { Slice } from '../image/slice';
import { t, type Text } from '../text/message';
import { formatNumber, isMicroscopic } from './describe';

/** A line, or the ellipse that two corners span, on a slice; in image coordinates. */
export interface Measurement {
  readonly kind: 'ruler' | 'area';
  readonly slice: number;
  readonly from: Point;
  readonly to: Point;
}

type Known = Pick<ImageInfo, 'pixelSpacing' | 'unit' | 'channels'>;

/**
 * `34.2 mm`, or `48.9 px` where the spacing is unknown; for areas also the mean, the extremes and the unit of the values.
 * @param slice undefined where not all of its values are at hand
 */
export function describeMeasurement(measurement: Measurement, info: Known, slice: Slice | undefined): Text {
  if (measurement.kind === 'ruler') return describeLength(measurement, info);
  if (slice === undefined) return describeArea(measurement, info);
  const { mean, low, high, count } = valuesInside(measurement, slice);
  const area = describeArea(measurement, info);
  if (count === 0 || info.channels === 3) return area;
  const unit = info.unit === '' ? '' : ` ${info.unit}`;
  const digits = Number.isInteger(low) && Number.isInteger(high) ? 0 : 2;
  return t`${area} · mean ${formatNumber(mean, 1)}${unit} · ${formatNumber(low, digits)} to ${formatNumber(high, digits)}`;
}

function describeLength({ from, to }: Measurement, { pixelSpacing }: Known): string {
  const [across, down] = pixelSpacing ?? [1, 1];
  const length = Math.hypot((to.x - from.x) * across, (to.y - from.y) * down);
  if (isMicroscopic({ ...(pixelSpacing && { pixelSpacing }) }) && length < 1)
    return `${formatNumber(1000 * length, 1)} µm`;
  return `${formatNumber(length, 1)} ${pixelSpacing === undefined ? 'px' : 'mm'}`;
}

function describeArea({ from, to }: Measurement, { pixelSpacing }: Known): string {
  const [across, down] = pixelSpacing ?? [1, 1];
  const box = rectFromCorners(from, to);
  const area = (Math.PI / 4) * rectWidth(box) * across * rectHeight(box) * down;
  if (isMicroscopic({ ...(pixelSpacing && { pixelSpacing }) }) && area < 0.01)
    return `${formatNumber(1e6 * area, 0)} µm²`;
  return `${formatNumber(area, area < 100 ? 1 : 0)} ${pixelSpacing === undefined ? 'px²' : 'mm²'}`;
}

/** Modality values of the pixels whose centres lie in the ellipse. */
function valuesInside(
  { from, to }: Measurement,
  { width, height, data, slope, intercept, channels }: Slice,
): { mean: number; low: number; high: number; count: number } {
  const { x0, y0, x1, y1 } = rectFromCorners(from, to);
  let [sum, low, high, count] = [0, Infinity, -Infinity, 0];
  for (let y = Math.max(Math.floor(y0), 0); y < Math.min(Math.ceil(y1), height); y++) {
    for (let x = Math.max(Math.floor(x0), 0); x < Math.min(Math.ceil(x1), width); x++) {
      const across = (2 * (x + 0.5) - x0 - x1) / (x1 - x0);
      const down = (2 * (y + 0.5) - y0 - y1) / (y1 - y0);
      if (across * across + down * down > 1) continue;
      const value = data[(y * width + x) * channels]! * slope + intercept;
      sum += value;
      low = Math.min(low, value);
      high = Math.max(high, value);
      count++;
    }
  }
  return { mean: sum / count, low, high, count };
}
