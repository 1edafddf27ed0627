import type { Slice } from '../image/slice';
import { countHoles } from '../mask/cleanUp/parts';
import type { RunLengthMask } from '../mask/runLength';
import { partsOfRuns, rowRunsOf, type RowRuns } from '../mask/runParts';

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
 * @param shown the mask as far as the slice shows it, where that is a smaller picture of a large one
 */
export function measureMask(mask: RunLengthMask, slice: Slice, shown = mask): MaskMeasure {
  const [width, height] = mask.size;
  const runs = rowRunsOf(mask);
  let [area, sumX, sumY, border] = [0, 0, 0, 0];
  for (let run = 0; run < runs.length; run++) {
    const [row, start, end] = [runs.rows[run]!, runs.starts[run]!, runs.ends[run]!];
    area += end - start;
    sumX += ((end - start) * (start + end)) / 2;
    sumY += (end - start) * (row + 0.5);
    if (row === 0 || row === height - 1) border += end - start;
    else border += Number(start === 0) + Number(end === width && width > 1);
  }
  const edge = width * height - Math.max(0, width - 2) * Math.max(0, height - 2);
  return {
    ...{ area, sumX, sumY, sumValue: area * meanValue(slice, shown === mask ? runs : rowRunsOf(shown)) },
    ...{ share: area / (width * height), border: border / edge },
    parts: partsOfRuns(runs, 8).areas.length,
    holes: countHoles(mask),
  };
}

function meanValue(slice: Slice, { length, rows, starts, ends }: RowRuns): number {
  let [sum, count] = [0, 0];
  for (let run = 0; run < length; run++) {
    for (let x = starts[run]!; x < ends[run]!; x++) sum += valueAt(slice, rows[run]! * slice.width + x);
    count += ends[run]! - starts[run]!;
  }
  return count === 0 ? 0 : sum / count;
}

/** Modality value of a pixel; of colour the mean of the channels. */
export function valueAt({ data, channels, slope, intercept }: Slice, pixel: number): number {
  const value = channels === 1 ? data[pixel]! : (data[pixel * 3]! + data[pixel * 3 + 1]! + data[pixel * 3 + 2]!) / 3;
  return value * slope + intercept;
}
