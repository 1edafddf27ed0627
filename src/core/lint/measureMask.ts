import { rectHeight, rectWidth, type Rect } from '../geometry/rect';
import type { Slice } from '../image/slice';
import { partsOf } from '../mask/components';
import { Mask } from '../mask/mask';
import { crop } from '../mask/patch';
import { boundsOf, decodeRunLength, type RunLengthMask } from '../mask/runLength';

/** What is measured of one object on one slice. */
export interface MaskMeasure {
  /** In pixels. */
  readonly area: number;
  /** Share of the slice. */
  readonly share: number;
  /** Share of the pixels at the border of the slice. */
  readonly border: number;
  /** Sums of the coordinates of the pixels' centres. */
  readonly sumX: number;
  readonly sumY: number;
  /** Sum of modality values; of colour that of the means of the channels. */
  readonly sumValue: number;
  readonly parts: number;
  readonly holes: number;
}

/**
 * Measures a mask on the slice that it is for.
 * @param slice of the size of the mask
 */
export function measureMask(runs: RunLengthMask, slice: Slice): MaskMeasure {
  const bounds = boundsOf(runs);
  const none = { area: 0, share: 0, border: 0, sumX: 0, sumY: 0, sumValue: 0, parts: 0, holes: 0 };
  if (bounds === undefined) return none;
  const mask = decodeRunLength(runs);
  const { width, height, data } = mask;
  let [area, sumX, sumY, sumValue] = [0, 0, 0, 0];
  for (let y = bounds.y0; y < bounds.y1; y++) {
    for (let x = bounds.x0; x < bounds.x1; x++) {
      if (data[y * width + x] === 0) continue;
      area++;
      sumX += x + 0.5;
      sumY += y + 0.5;
      sumValue += valueAt(slice, y * width + x);
    }
  }
  return {
    ...{ area, sumX, sumY, sumValue, share: area / (width * height), border: borderShare(mask) },
    ...shapeOf(mask, bounds),
  };
}

/** Modality value of a pixel; of colour the mean of the channels. */
export function valueAt({ data, channels, slope, intercept }: Slice, pixel: number): number {
  const value = channels === 1 ? data[pixel]! : (data[pixel * 3]! + data[pixel * 3 + 1]! + data[pixel * 3 + 2]!) / 3;
  return value * slope + intercept;
}

function borderShare({ width, height, data }: Mask): number {
  let [covered, all] = [0, 0];
  for (let y = 0; y < height; y++) {
    const step = y === 0 || y === height - 1 ? 1 : Math.max(1, width - 1);
    for (let x = 0; x < width; x += step) {
      all++;
      covered += data[y * width + x]!;
    }
  }
  return covered / all;
}

/** Parts that hang together by sides or corners, and holes: parts of the background that are enclosed by the object. */
function shapeOf(mask: Mask, bounds: Rect): Pick<MaskMeasure, 'parts' | 'holes'> {
  const part = crop(mask, bounds);
  const [width, height] = [rectWidth(bounds) + 2, rectHeight(bounds) + 2];
  const ground = new Mask(width, height, new Uint8Array(width * height).fill(1));
  for (let y = 0; y < part.height; y++) {
    for (let x = 0; x < part.width; x++) {
      if (part.data[y * part.width + x] === 1) ground.data[(y + 1) * width + x + 1] = 0;
    }
  }
  // The ground around the object is one part, as it has a margin.
  return { parts: partsOf(part, 8).areas.length, holes: partsOf(ground, 4).areas.length - 1 };
}
