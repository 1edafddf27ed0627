/** A range of object sizes, as shares of the image's area. */
export interface SizeBin {
  readonly name: string;
  /** Included. */
  readonly from: number;
  /** Excluded. */
  readonly to: number;
}

/**
 * The first bound, 100 / 256², is what the published data preparation drops as too small; the others are steps that an eye
 * tells apart.
 */
const bounds = [0, 100 / 256 ** 2, 0.005, 0.02, 0.1, Infinity];

export const sizeBins: readonly SizeBin[] = bounds
  .slice(1)
  .map((to, i) => ({ name: nameOf(bounds[i]!, to), from: bounds[i]!, to }));

function nameOf(from: number, to: number): string {
  const percent = (share: number): string => String(Number((share * 100).toPrecision(2)));
  if (from === 0) return `below ${percent(to)} %`;
  return to === Infinity ? `${percent(from)} % and more` : `${percent(from)} to ${percent(to)} %`;
}
