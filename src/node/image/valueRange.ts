import type { Slice } from '../../core/image/slice';
import { tileGapText } from '../../core/image/tileGap';
import { english, type Message } from '../../core/text/message';
import { sampledPlaces } from '../../core/image/volumeWindow';
import type { OpenedImage } from './openedImage';
import { readOverview } from './readPart';

/** Smallest and largest modality value, and the number of slices that were examined. */
export interface ValueRange {
  readonly range: readonly [number, number];
  readonly slices: number;
  /** What these slices tell beyond the header, each once. */
  readonly remarks: readonly Message[];
}

/**
 * The range of values of an image's first volume, padding left out.
 * @param all whether every slice is decoded, which takes long for a compressed series, and not a few that are spread over it
 * @returns undefined for colour and for an image without such values
 * @throws UserError that names the file
 */
export async function valueRange(image: OpenedImage, all: boolean): Promise<ValueRange | undefined> {
  if (image.info.channels === 3) return undefined;
  let [low, high] = [Infinity, -Infinity];
  const remarks = new Map<string, Message>();
  const places = all ? Array.from({ length: image.info.slices }, (_, i) => i) : sampledPlaces(image.info.slices);
  for (const index of places) {
    const isWhole = all || image.readRegion === undefined;
    const slice = await (isWhole ? image.readSlice(index) : readOverview(image, { slice: index }));
    for (const remark of [...(slice.remarks ?? []), ...(slice.gaps ?? []).map(tileGapText)]) {
      remarks.set(english(remark), remark);
    }
    for (const value of extremes(slice)) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return low <= high ? { range: [low, high], slices: places.length, remarks: [...remarks.values()] } : undefined;
}

/** Modality values of the smallest and the largest stored value that are no padding. */
function extremes({ data, slope, intercept, padding }: Slice): readonly number[] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of data) {
    if (padding !== undefined && value >= padding[0] && value <= padding[1]) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low * slope + intercept, high * slope + intercept] : [];
}
