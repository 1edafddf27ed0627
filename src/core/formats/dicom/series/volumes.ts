import { momentKeys, type Moment } from './moment';

interface Timed {
  readonly header: { readonly moment: Moment };
}

/** Keys of a moment from the one whose values lie furthest apart in an image of several. */
const outermostFirst = ['kind of image', 'diffusion weighting', 'echo', 'echo time', 'time', 'acquisition'];

/**
 * Puts images together to volumes where as many lie at each place: by the first of {@link momentKeys} that has the same values
 * in each position and distinguishes all images there; otherwise by kind, diffusion weighting, echo, time and acquisition, as far as
 * their values are the same at each place, then by what orders the images within each position: trigger time, acquisition
 * time, content time and at last instance number.
 * @param places images by place
 * @returns volumes with one image of each place, in the order of the places; undefined where there are none, or more at one
 * place than at another, or nothing distinguishes them
 */
export function splitVolumes<T extends Timed>(
  places: readonly (readonly T[])[],
): readonly (readonly T[])[] | undefined {
  const count = places[0]?.length ?? 0;
  if (count < 2 || places.some((place) => place.length !== count)) return undefined;
  const order = orderOf(places);
  const ordered = places.map((place) => place.toSorted(order));
  const areApart = ordered.every((place) => place.every((image, i) => i === 0 || order(place[i - 1]!, image) < 0));
  if (!areApart) return undefined;
  return Array.from({ length: count }, (_, volume) => ordered.map((place) => place[volume]!));
}

type Order = (a: Timed, b: Timed) => number;

function orderOf(places: readonly (readonly Timed[])[]): Order {
  const shared = momentKeys.flatMap(({ name }, index) => {
    const values = places.map((place) =>
      JSON.stringify(place.map(({ header }) => header.moment.keys[index]!).sort(compare)),
    );
    return values.every((value) => value === values[0]) ? [{ name, by: byKey(index) }] : [];
  });
  const clear = shared.find(({ by }) => {
    const [first] = places;
    const sorted = first!.toSorted(by);
    return sorted.every((image, i) => i === 0 || by(sorted[i - 1]!, image) < 0);
  });
  if (clear !== undefined) return clear.by;
  const outer = outermostFirst.flatMap((name) => shared.filter((key) => key.name === name).map(({ by }) => by));
  return (a, b) => {
    for (const by of [...outer, byTime]) {
      const order = by(a, b);
      if (order !== 0) return order;
    }
    return 0;
  };
}

function byKey(index: number): Order {
  return (a, b) => compare(a.header.moment.keys[index]!, b.header.moment.keys[index]!);
}

function byTime(a: Timed, b: Timed): number {
  for (const [i, time] of a.header.moment.times.entries()) {
    const order = compare(time, b.header.moment.times[i]!);
    if (order !== 0) return order;
  }
  return (a.header.moment.instanceNumber ?? 0) - (b.header.moment.instanceNumber ?? 0);
}

/** Numbers by size, others by their characters; what is not stated comes first. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  const difference = a === '' || b === '' ? NaN : Number(a) - Number(b);
  return Number.isNaN(difference) ? (a < b ? -1 : 1) : difference;
}
