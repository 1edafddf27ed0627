/** A slice among those of an image. */
export interface SlicePlace {
  /** 0-based. */
  readonly slice: number;
  /** The volume that the slice is of, 0-based; the first when left out. */
  readonly volume?: number | undefined;
}

/** A plane across the slices of a volume: through column (normal 0) or row (normal 1) `index` of each of them. */
export interface PlanePlace {
  readonly normal: 0 | 1;
  /** 0-based. */
  readonly index: number;
  /** As of {@link SlicePlace}. */
  readonly volume?: number | undefined;
}

/** Where something is drawn: on a slice, or in a plane across the slices. */
export type DrawingPlace = SlicePlace | PlanePlace;

export function isPlane(place: DrawingPlace): place is PlanePlace {
  return 'normal' in place;
}

export function volumeOf({ volume = 0 }: DrawingPlace): number {
  return volume;
}

/** The place alone, of whatever lies there; the first volume is left out. */
export function placeOf({ slice, volume = 0 }: SlicePlace): { slice: number; volume?: number } {
  return { slice, ...(volume === 0 ? {} : { volume }) };
}

export function isSamePlace(a: DrawingPlace, b: DrawingPlace): boolean {
  if (volumeOf(a) !== volumeOf(b)) return false;
  if (isPlane(a)) return isPlane(b) && a.normal === b.normal && a.index === b.index;
  return !isPlane(b) && a.slice === b.slice;
}

/** Number of a slice among those of all volumes, one after the other. @param slices of one volume */
export function numberOf({ slice, volume = 0 }: SlicePlace, slices: number): number {
  return volume * slices + slice;
}

/** The place of a slice by its number, see {@link numberOf}. */
export function placeAt(number: number, slices: number): { slice: number; volume?: number } {
  return placeOf({ slice: number % slices, volume: Math.floor(number / slices) });
}

/** The different places where something lies, by volume and slice. */
export function placesOf(all: readonly SlicePlace[]): readonly { slice: number; volume?: number }[] {
  const places = new Map(all.map((each) => [JSON.stringify([volumeOf(each), each.slice]), placeOf(each)]));
  return [...places.values()].sort((a, b) => volumeOf(a) - volumeOf(b) || a.slice - b.slice);
}
